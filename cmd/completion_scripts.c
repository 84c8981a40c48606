/* What a shell runs to complete a command line of sx: it asks `sx completion --ask`. */
#include "completion_scripts.h"
#include <glib.h>

/* clang-format off */
static const char bash[] =
	"# bash completion for sx, made by: sx completion bash\n"
	"_sx()\n"
	"{\n"
	"\tlocal line=${COMP_LINE:0:COMP_POINT} cur before\n"
	"\tlocal -a words reply\n"
	"\tread -ra words <<<\"$line\"\n"
	"\t[[ $line == *[[:blank:]] ]] && words+=('')\n"
	"\tcur=${words[${#words[@]}-1]}\n"
	"\tmapfile -t reply < <(\"${words[0]}\" completion --ask -- \"${words[@]:1}\" 2>/dev/null)\n"
	"\tCOMPREPLY=(\"${reply[@]%%$'\\t'*}\")\n"
	"\t# bash replaces only what follows the last ':' or '='\n"
	"\tbefore=${cur%\"${cur##*[:=]}\"}\n"
	"\t[[ -n $before ]] && COMPREPLY=(\"${COMPREPLY[@]#\"$before\"}\")\n"
	"\t[[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *[:=] ]] && compopt -o nospace\n"
	"\treturn 0\n"
	"}\n"
	"complete -o bashdefault -o default -F _sx sx\n";

static const char zsh[] =
	"#compdef sx\n"
	"# zsh completion for sx, made by: sx completion zsh\n"
	"_sx()\n"
	"{\n"
	"\tlocal -a lines described\n"
	"\tlocal line\n"
	"\tlines=(\"${(@f)$(\"${words[1]}\" completion --ask -- \"${(@)words[2,CURRENT]}\" 2>/dev/null)}\")\n"
	"\tfor line in $lines; do\n"
	"\t\tdescribed+=(\"${${line%%$'\\t'*}//:/\\\\:}:${line#*$'\\t'}\")\n"
	"\tdone\n"
	"\tif (( ${#described} )); then\n"
	"\t\t_describe -V sx described\n"
	"\telse\n"
	"\t\t_files\n"
	"\tfi\n"
	"}\n"
	"if [[ $funcstack[1] == _sx ]]; then\n"
	"\t_sx \"$@\"\n"
	"else\n"
	"\tcompdef _sx sx\n"
	"fi\n";

static const char fish[] =
	"# fish completion for sx, made by: sx completion fish\n"
	"function __sx_complete\n"
	"\tset -l before (commandline -opc)\n"
	"\tset -l found ($before[1] completion --ask -- $before[2..-1] (commandline -ct) 2>/dev/null)\n"
	"\tif test (count $found) -gt 0\n"
	"\t\tprintf '%s\\n' $found\n"
	"\telse\n"
	"\t\t__fish_complete_path (commandline -ct)\n"
	"\tend\n"
	"end\n"
	"complete -c sx -f -a '(__sx_complete)'\n";
/* clang-format on */

const char *
completion_script(const char *shell)
{
	if (g_str_equal(shell, "bash"))
		return bash;
	if (g_str_equal(shell, "zsh"))
		return zsh;
	return g_str_equal(shell, "fish") ? fish : NULL;
}
