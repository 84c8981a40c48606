/* What a shell runs to complete a command line of sx: it asks `sx completion --ask`. */
#ifndef COMPLETION_SCRIPTS_H
#define COMPLETION_SCRIPTS_H

/* The script for "bash", "zsh" or "fish", or NULL. */
const char *completion_script(const char *shell);

#endif
