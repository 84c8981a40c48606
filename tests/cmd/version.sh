# sx version
. "${SX_SOURCE:-.}/tests/lib.sh"

expect 'sx version' <<-EOT
	sx 0.1.0
EOT
expect 'sx version --json' <<-EOT
	{"sx":1,"command":"version","commit":null,"today":"2026-11-20","data":"0.1.0"}
EOT
expect 'sx version 2' <<-EOT
	sx: version takes no arguments
	[status 2]
EOT
