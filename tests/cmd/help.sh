# sx help: a page where man finds one, else what -h says
. "${SX_SOURCE:-.}/tests/lib.sh"

mkdir "$TMP/manbin"
cat >"$TMP/manbin/man" <<'EOT'
#!/bin/sh
[ "$1" = -w ] && { [ "$2" = sx-list ] || [ "$2" = sx-kind-add ] || [ "$2" = sx-query ] || [ "$2" = sx ]; exit; }
echo "the page of $1"
EOT
chmod +x "$TMP/manbin/man"
PATH=$TMP/manbin:$PATH
expect 'sx help query; sx help; sx help list; sx help action add' <<-EOT
	the page of sx-query
	the page of sx
	the page of sx-list
	the page of sx-kind-add
EOT
t 'without a page, -h' '[ "$(sx help date)" = "$(sx date -h)" ] && [ "$(sx help action)" = "$(sx action -h)" ] && [ "$(sx help action set)" = "$(sx action set -h)" ]'
t 'a step of the workflow' 'sx help action extend | grep -q "^move the due day$"'
t 'JSON' 'sx help date --json | grep -q "\"data\":\"usage: sx date"'
expect 'sx help lst' <<-EOT
	sx: 'lst' is no command, and no kind of record
	  did you mean 'list'?
	[status 2]
EOT
expect 'sx help action ad' <<-EOT
	sx: 'ad' is no verb of action
	  did you mean 'sx action add'?
	[status 2]
EOT

# a verb without its kind
expect 'sx attach x' <<-EOT
	sx: 'attach' is no command, and no kind of record
	  it is done to a record: sx KIND attach
	[status 2]
EOT
expect 'sx done x' <<-EOT
	sx: 'done' is no command, and no kind of record
	  it is done to a record: sx action done
	[status 2]
EOT

t 'also where the kinds of the repository do not read' '
	fresh broken
	mkdir .sx/schema
	printf "name: tool\n" >.sx/schema/tool.yaml
	code=0; sx list tool 2>"$TMP/err" || code=$?
	[ $code = 3 ]
	sx help >"$TMP/out"
	grep "the page of sx" "$TMP/out"
	[ "$(sx help schema)" = "$(sx schema -h)" ]
	sx help action extend | grep "^move the due day$"
	sx action -h | grep "move the due day"
	sx action extend -h | grep "^usage: sx action extend"
	sx -h | grep "^  capa "
	code=0; sx tool -h 2>"$TMP/err" || code=$?
	[ $code = 3 ] && grep -F .sx/schema/tool.yaml:1: "$TMP/err"'

# an id without a verb
expect 'sx 7K3M; sx action 7K3M' <<-EOT
	sx: '7K3M' is no command, and no kind of record
	  a record is shown by 'sx show 7K3M'
	sx: '7K3M' is no verb of action
	  a record is shown by 'sx show 7K3M'
	[status 2]
EOT
