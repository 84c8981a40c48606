/* Merging texts line by line. */
#include "store_private.h"
#include <string.h>

static git_merge_file_input
input(const char *text)
{
	git_merge_file_input in = GIT_MERGE_FILE_INPUT_INIT;

	in.ptr = text ? text : "";
	in.size = strlen(in.ptr);
	return in;
}

char *
store_merge_text(const char *base, const char *ours, const char *theirs, gboolean *clean, GError **err)
{
	git_merge_file_input ancestor = input(base), left = input(ours), right = input(theirs);
	git_merge_file_options options = GIT_MERGE_FILE_OPTIONS_INIT;
	git_merge_file_result result = {0};
	char *text;

	store_need();
	options.our_label = "ours";
	options.their_label = "theirs";
	if (git_merge_file(&result, &ancestor, &left, &right, &options) < 0) {
		store_fail(err, GIT_ERROR, "cannot merge two texts");
		return NULL;
	}
	*clean = result.automergeable;
	text = g_strndup(result.ptr ? result.ptr : "", result.len);
	git_merge_file_result_free(&result);
	return text;
}
