# Each foreign library has one module that uses it, so that it can be known and replaced.
. "${SX_SOURCE:-.}/tests/lib.sh"
cd "$SX_SOURCE" || exit 99

users() { # header, module
	grep -rlE "^[[:space:]]*#[[:space:]]*include[[:space:]]*[<\"]$1" lib cmd | grep -vE "^lib/$2(_[a-z]+)?\.[ch]\$"
}
clean confine-git2 users git2 store
clean confine-yaml users yaml.h doc
clean confine-pcre2 users pcre2.h regex
clean confine-sqlite3 users sqlite3.h db
clean confine-jansson users jansson.h json
clean confine-zlib users zlib.h store
clean confine-libpq users "(libpq-fe|libpq-events|postgres_ext|pg_config).h" pg
