# sx KIND sign; that a change takes a signature's force is in attack_signature.sh
. "${SX_SOURCE:-.}/tests/lib.sh"
fresh || exit 99

expect 'sx action add Look --owner asha --due 2026-12-01 >/dev/null; sx action sign $(real ACT-1)' <<-EOT
	sx: action ACT-2611-0000001 is not signed here (G5)
	  'signatures' of .sx/config.yaml names the kinds that are
	[status 5]
EOT
expect 'sx capa sign' <<-EOT
	sx: one capa is signed at a time: which?
	[status 2]
EOT
