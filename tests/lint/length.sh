# What can be seen whole: functions of at most 60 lines, files of 500, files of cmd/ of 300.
. "${SX_SOURCE:-.}/tests/lib.sh"
cd "$SX_SOURCE" || exit 99

functions() { # longer than
	awk -v max="$1" '
		FNR == 1 { open = 0 }
		/^[a-z_0-9]+\(/ { name = $0; sub(/\(.*/, "", name) }
		/^\{/ { open = FNR }
		/^\}/ && open { if (FNR - open - 1 > max) print FILENAME ": " name; open = 0 }' lib/*.c cmd/*.c tests/unit/*.c
}
files() { # longer than, files...
	max=$1
	shift
	wc -l "$@" | awk -v max="$max" '$2 != "total" && $1 > max { print $2 }'
}
t 'functions are measured' '[ "$(functions 5 | wc -l)" -gt 20 ]'
clean length-functions functions 60
clean length-lib files 500 lib/*.[ch]
clean length-cmd files 300 cmd/*.[ch]
