# The library returns everything: it neither prints nor exits, reads no environment, and the clock in one place.
. "${SX_SOURCE:-.}/tests/lib.sh"

uses() { # the objects of the library that need a symbol
	nm -u "$SX_BUILD/libsx.a" | awk -v re="^($1)(@|\$)" '
		/\.o:$/ { f = $0; sub(/.*lib_/, "lib/", f); sub(/\.o:$/, "", f) }
		$1 == "U" && $2 ~ re { sub(/@.*/, "", $2); print f ": " $2 }'
}
t 'the library is there' 'nm "$SX_BUILD/libsx.a" | grep -q " T error_set"'
clean purity-print uses 'v?printf|v?fprintf|puts|fputs|putchar|fputc|fwrite|perror|psignal|g_print|g_printerr|stdout|stderr|__v?f?printf_chk|g_log.*'
clean purity-exit uses '_?exit|_Exit|quick_exit|abort|g_error|g_abort'
clean purity-environment uses '(secure_|g_)?getenv|(g_)?setenv|putenv|environ|g_get_environ|g_get_home_dir|g_get_user_.*|getpw.*|setlocale'
clean purity-threads uses 'g_thread_new|g_thread_pool_.*' # which end the program where no thread can be had
clean purity-clock uses 'time|gettimeofday|clock_gettime|g_get_real_time|g_date_time_new_now.*'
# ssh-keygen alone does the cryptography of signatures: keygen.c runs it.
processes() { uses "$@" | grep -v '^lib/keygen\.c: g_spawn_'; }
clean purity-processes processes 'system|popen|v?fork|exec[lv]p?e?|posix_spawnp?|g_spawn_.*|g_subprocess_.*'
