/* Objects as a pack has them: a header, and the content deflated. */
#include "store_private.h"

struct press *
press_new(void)
{
	struct press *press = g_new0(struct press, 1);

	press->out = g_byte_array_new();
	/* Records are small: clearing the tables of a large window for each takes longer than deflating it. */
	deflateInit2(&press->z, Z_BEST_SPEED, Z_DEFLATED, 12, 5, Z_DEFAULT_STRATEGY);
	return press;
}

void
press_free(struct press *press)
{
	if (!press)
		return;
	deflateEnd(&press->z);
	g_byte_array_unref(press->out);
	g_free(press);
}

/* Type and length: 4 bits of it, then 7 a byte. */
static void
put_header(GByteArray *out, git_object_t type, gsize length)
{
	guint8 byte = (guint8)(type << 4 | (length & 15));

	for (length >>= 4; length; length >>= 7) {
		byte |= 0x80;
		g_byte_array_append(out, &byte, 1);
		byte = length & 0x7f;
	}
	g_byte_array_append(out, &byte, 1);
}

static void
put_deflated(struct press *press, const void *bytes, gsize length)
{
	guint start = press->out->len, bound = deflateBound(&press->z, length);

	g_byte_array_set_size(press->out, start + bound);
	press->z.next_in = (Bytef *)bytes;
	press->z.avail_in = length;
	press->z.next_out = press->out->data + start;
	press->z.avail_out = bound;
	deflate(&press->z, Z_FINISH);
	g_byte_array_set_size(press->out, start + bound - press->z.avail_out);
	deflateReset(&press->z);
}

void
press_object(struct press *press, const void *bytes, struct pack_entry *entry)
{
	guint start = press->out->len;

	put_header(press->out, entry->type, entry->size);
	put_deflated(press, bytes, entry->size);
	entry->offset = start;
	entry->crc = crc32(0, press->out->data + start, press->out->len - start);
}

/* Some of the blobs, by one thread. */
struct share {
	struct press *press;
	const struct blob_text *blobs;
	struct pack_entry **entries; /* one a blob; NULL: it is there already */
	guint n;
};

static gpointer
press_share(gpointer data)
{
	const struct share *share = data;

	for (guint i = 0; i < share->n; i++)
		if (share->entries[i])
			press_object(share->press, share->blobs[i].bytes, share->entries[i]);
	return NULL;
}

void
press_blobs(struct press *press, const struct blob_text *blobs, struct pack_entry **entries, guint n)
{
	struct press *other = press_new();
	guint half = n / 2, start;
	struct share first = {press, blobs, entries, half}, second = {other, blobs + half, entries + half, n - half};
	GThread *thread = g_thread_try_new("press", press_share, &second, NULL);

	press_share(&first);
	if (thread)
		g_thread_join(thread);
	else
		press_share(&second);
	start = press->out->len;
	for (guint i = half; i < n; i++)
		if (entries[i])
			entries[i]->offset += start;
	g_byte_array_append(press->out, other->out->data, other->out->len);
	press_free(other);
}
