/* Kinds parsed once for all repositories whose schema is the same. */
#include "shelf.h"

#include <string.h>

struct shelf {
	int owners;
	GMutex lock;
	GHashTable *kinds; /* what their files say, summed -> struct kinds * */
};

void
schema_file_free(struct schema_file *file)
{
	g_free(file->path);
	g_bytes_unref(file->bytes);
	g_free(file);
}

struct shelf *
shelf_new(void)
{
	struct shelf *shelf = g_new0(struct shelf, 1);

	shelf->owners = 1;
	g_mutex_init(&shelf->lock);
	shelf->kinds = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)kinds_free);
	return shelf;
}

struct shelf *
shelf_share(struct shelf *shelf)
{
	g_atomic_int_inc(&shelf->owners);
	return shelf;
}

void
shelf_free(struct shelf *shelf)
{
	if (!shelf || !g_atomic_int_dec_and_test(&shelf->owners))
		return;
	g_hash_table_unref(shelf->kinds);
	g_mutex_clear(&shelf->lock);
	g_free(shelf);
}

static struct kinds *
parse(struct kinds *begun, const GPtrArray *files, GError **err)
{
	AUTO(kinds) kinds = begun ? begun : kinds_new();

	if (!begun && !kinds_add_builtin(kinds, err))
		return NULL;
	for (guint i = 0; i < files->len; i++) {
		const struct schema_file *file = files->pdata[i];

		if (!kinds_add(kinds, file->path, g_bytes_get_data(file->bytes, NULL), g_bytes_get_size(file->bytes), err))
			return NULL;
	}
	return kinds_seal(kinds, err) ? g_steal_pointer(&kinds) : NULL;
}

/* Each name and text with its length in front, so that no two sets of files sum up alike. */
static char *
sum_of(const GPtrArray *files)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);

	for (guint i = 0; i < files->len; i++) {
		const struct schema_file *file = files->pdata[i];
		const guint64 size = g_bytes_get_size(file->bytes);

		g_checksum_update(sum, (const guchar *)file->path, (gssize)strlen(file->path) + 1);
		g_checksum_update(sum, (const guchar *)&size, sizeof(size));
		if (size)
			g_checksum_update(sum, g_bytes_get_data(file->bytes, NULL), (gssize)size);
	}
	return g_strdup(g_checksum_get_string(sum));
}

/* Under the lock, also while parsing: who comes meanwhile mostly waits for the same kinds. */
struct kinds *
shelf_kinds(struct shelf *shelf, struct kinds *begun, const GPtrArray *files, GError **err)
{
	g_autofree char *sum = sum_of(files);
	struct kinds *kinds;

	g_mutex_lock(&shelf->lock);
	kinds = g_hash_table_lookup(shelf->kinds, sum);
	if (!kinds && (kinds = parse(g_steal_pointer(&begun), files, err)))
		g_hash_table_insert(shelf->kinds, g_steal_pointer(&sum), kinds);
	if (kinds)
		kinds = kinds_share(kinds);
	g_mutex_unlock(&shelf->lock);
	kinds_free(begun);
	return kinds;
}
