/* The chain of receipts: written, read, and each way of breaking it. */
#include "receipt.h"
#include "repo_fixture.h"

static struct store *store;

static char *
sign(const char *text, gsize length, void *data, GError **err)
{
	g_autofree char *digest = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)text, length);

	return g_strdup_printf("signed %s\n", digest);
}

static struct oid
oid_of(const char *rev)
{
	struct oid out;
	g_autofree char *hex = sh("git rev-parse %s", rev);

	g_assert_true(oid_parse(hex, &out));
	return out;
}

static void
append(enum receipt_result result, const char *old, const char *new, gint64 received, const char *why)
{
	struct receipt *r = g_new0(struct receipt, 1);
	GError *failure = NULL;

	r->ref = g_strdup("refs/heads/main");
	r->pusher = g_strdup("account\nasha\033[2K");
	r->result = result;
	r->received = received;
	r->why = g_strdup(why);
	if (old)
		r->old = oid_of(old);
	r->new = oid_of(new);
	receipts_append(store, &r, 1, "ssh-ed25519 AAAA hub", sign, NULL, &failure);
	g_assert_no_error(failure);
	receipt_free(r);
}

/* Three commits, of which the first was there before; and a refusal. */
static char *
begin(void)
{
	char *dir = fixture_new();
	GError *failure = NULL;

	do_sh("git init -q; for i in 1 2 3; do git commit -q --allow-empty -m $i; git tag c$i; done");
	store = store_open(NULL, NULL, &failure);
	g_assert_no_error(failure);
	append(RECEIPT_BEGUN, NULL, "c1", 1000, NULL);
	append(RECEIPT_TAKEN, "c1", "c2", 2000, NULL);
	append(RECEIPT_REFUSED, "c2", "c3", 2500, "T06: no\nnumber 7");
	append(RECEIPT_TAKEN, "c2", "c3", 3000, NULL);
	return dir;
}

static void
end(char *dir)
{
	store_free(store);
	fixture_done(dir);
}

static void
test_read(void)
{
	char *dir = begin();
	GError *failure = NULL;
	AUTO(receipts) r = receipts_load(store, &failure);
	AUTO(receipt) last = NULL;
	const struct receipt *third;
	struct oid c1 = oid_of("c1"), c2 = oid_of("c2"), c3 = oid_of("c3");
	g_autofree char *root = sh("git rev-parse c1"),
			*digest = sh("git cat-file -p refs/sx/receipts:00/00/03 | sha256sum | cut -c1-64");

	g_assert_no_error(failure);
	g_assert_cmpuint(r->list->len, ==, 4);
	g_assert_cmpstr(r->repository, ==, root);
	g_assert_cmpstr(r->key, ==, "ssh-ed25519 AAAA hub");
	g_assert_cmpint(receipts_received(r, &c1), ==, 0);
	g_assert_cmpint(receipts_received(r, &c2), ==, 2000);
	g_assert_cmpint(receipts_received(r, &c3), ==, 3000);
	third = r->list->pdata[2];
	g_assert_cmpstr(third->why, ==, "T06: no number 7");
	g_assert_null(strpbrk(third->pusher, "\n\033"));
	g_assert_cmpstr(((struct receipt *)r->list->pdata[3])->previous, ==, digest);
	g_assert_true(receipts_find_last(store, NULL, "refs/heads/main", &last, &failure));
	g_assert_cmpuint(last->number, ==, 4);
	g_assert_cmpuint(receipts_last(r, "refs/heads/main")->number, ==, 4);
	g_assert_null(receipts_last(r, "refs/heads/other"));
	assert_sh("git fsck --strict 2>&1", "");
	assert_sh("git rev-list --count refs/sx/receipts", "4");
	end(dir);
}

static void
test_none(void)
{
	char *dir = fixture_new();
	GError *failure = NULL;
	AUTO(receipts) r = NULL;
	struct oid c1;

	do_sh("git init -q; git commit -q --allow-empty -m 1");
	store = store_open(NULL, NULL, &failure);
	r = receipts_load(store, &failure);
	g_assert_no_error(failure);
	c1 = oid_of("HEAD");
	g_assert_cmpuint(r->list->len, ==, 0);
	g_assert_cmpint(receipts_received(r, &c1), ==, 0);
	end(dir);
}

/* Each makes another tree of the last one by git, and must be found out. */
static void
test_broken(void)
{
	static const char *const ways[] = {
		"git rm -q --cached 00/00/02 00/00/02.sig",
		"git rm -q --cached 00/00/03.sig",
		"git rm -q --cached 00/00/04",
		"git rm -q --cached hub.pub",
		"change 00/00/02 's/^received 1970-01-01T00:33:20Z/received 1970-01-01T00:33:21Z/'",
		"change 00/00/03 's/^result refused .*/result taken/'",
		"change 00/00/02 's/^pusher/Pusher/'",
		"change 00/00/01 's/^number 1$/number 01/'",
		"git update-index --add --cacheinfo 100644,$(git rev-parse :00/00/01),0/0/5",
		"git update-index --add --cacheinfo 100644,$(git rev-parse :00/00/01),other",
		"git update-index --add --cacheinfo 120000,$(git rev-parse :00/00/04),00/00/04",
		"git update-index --add --cacheinfo 100644,$(git rev-parse :00/00/01),00/00/05.sig",
	};
	char *dir = begin();

	for (guint i = 0; i < G_N_ELEMENTS(ways); i++) {
		GError *failure = NULL;
		struct receipts *r;

		do_sh("change() { git update-index --cacheinfo 100644,$(git cat-file -p :$1 | sed \"$2\" | git hash-object -w "
		      "--stdin),$1; }\n"
		      "export GIT_INDEX_FILE=.git/other; rm -f .git/other; git read-tree refs/sx/receipts^{tree}\n%s\n"
		      "test $(git write-tree) != $(git rev-parse refs/sx/receipts^{tree})\n"
		      "git update-ref refs/sx/other $(git commit-tree -m 'receipt 4' $(git write-tree))",
			ways[i]);
		r = receipts_read(store, "refs/sx/other", &failure);
		if (r)
			g_error("not found out: %s", ways[i]);
		g_assert_error(failure, ERROR_DOMAIN, ERR_INTEGRITY);
		g_assert_cmpstr(error_more(failure)->rule, ==, "receipts");
		g_clear_error(&failure);
	}
	end(dir);
}

static void
count_gap(const struct receipt *before, const struct receipt *after, void *data)
{
	guint *numbers = data;

	numbers[0]++;
	numbers[1] = after->number;
}

/* The ref went on by hand: what came so has no received time. */
static void
test_gap(void)
{
	char *dir = begin();
	GError *failure = NULL;
	AUTO(receipts) r = NULL;
	guint numbers[2] = {0};
	struct oid c4, c5;

	do_sh("for i in 4 5; do git commit -q --allow-empty -m $i; git tag c$i; done");
	append(RECEIPT_TAKEN, "c4", "c5", 5000, NULL);
	r = receipts_load(store, &failure);
	g_assert_no_error(failure);
	receipts_gaps(r, count_gap, numbers);
	g_assert_cmpuint(numbers[0], ==, 1);
	g_assert_cmpuint(numbers[1], ==, 5);
	c4 = oid_of("c4");
	c5 = oid_of("c5");
	g_assert_cmpint(receipts_received(r, &c4), ==, 0);
	g_assert_cmpint(receipts_received(r, &c5), ==, 5000);
	end(dir);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/receipt/read", test_read);
	g_test_add_func("/receipt/none", test_none);
	g_test_add_func("/receipt/broken", test_broken);
	g_test_add_func("/receipt/gap", test_gap);
	return g_test_run();
}
