/* Texts line by line: merging, and what differs. */
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

static int
add_line(const git_diff_delta *delta, const git_diff_hunk *hunk, const git_diff_line *line, void *data)
{
	GString *out = data;

	if (line->origin == GIT_DIFF_LINE_CONTEXT || line->origin == GIT_DIFF_LINE_ADDITION ||
		line->origin == GIT_DIFF_LINE_DELETION)
		g_string_append_c(out, line->origin);
	else if (line->origin == GIT_DIFF_LINE_FILE_HDR)
		return 0;
	g_string_append_len(out, line->content, (gssize)line->content_len);
	return 0;
}

char *
store_diff_text(const char *old, const char *new, GError **err)
{
	AUTO(git_patch) patch = NULL;
	GString *out;

	store_need();
	if (git_patch_from_buffers(
		    &patch, old ? old : "", old ? strlen(old) : 0, NULL, new ? new : "", new ? strlen(new) : 0, NULL, NULL) < 0) {
		store_fail(err, GIT_ERROR, "cannot compare two texts");
		return NULL;
	}
	out = g_string_new(NULL);
	git_patch_print(patch, add_line, out);
	return g_string_free(out, FALSE);
}
