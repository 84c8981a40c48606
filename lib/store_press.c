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
