/* Keys as ssh-keygen writes them, and damaged ones; what is signed holds for that text, that key and that namespace alone. */
#include "keygen.h"

#include <glib/gstdio.h>
#include <string.h>

/* Both were made for this test by ssh-keygen, the second with a passphrase; their fingerprints are those that `ssh-keygen -l` printed. */
static const char open_key[] = "-----BEGIN OPENSSH PRIVATE KEY-----\n"
			       "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\n"
			       "QyNTUxOQAAACAyyLgir1ApWt2DFnk20Xz9te1k4HLyPmsxWpswIDoMpwAAAIjDzLa9w8y2\n"
			       "vQAAAAtzc2gtZWQyNTUxOQAAACAyyLgir1ApWt2DFnk20Xz9te1k4HLyPmsxWpswIDoMpw\n"
			       "AAAEDiA8KSSTLGF84QlALG9W39AzkE5hENLc4HMV3Haqr2YjLIuCKvUCla3YMWeTbRfP21\n"
			       "7WTgcvI+azFamzAgOgynAAAABG9wZW4B\n"
			       "-----END OPENSSH PRIVATE KEY-----\n";
#define OPEN_PUBLIC "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDLIuCKvUCla3YMWeTbRfP217WTgcvI+azFamzAgOgyn"
#define OPEN_PRINT "SHA256:h9CDV2hXtBZQFNFr12HOceV60cOQbqC4aSMLmgNVoVs"
static const char closed_key[] = "-----BEGIN OPENSSH PRIVATE KEY-----\n"
				 "b3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHIAAAAGYmNyeXB0AAAAGAAAABANt5Qnd5\n"
				 "QFEA3MMqtvQILmAAAAAQAAAAEAAAAzAAAAC3NzaC1lZDI1NTE5AAAAIN/CsxOGlZc0UJqQ\n"
				 "Bv826pERcefD3Te6GBmZtOYiSJTBAAAAkIfHHrHQzg3b/Q9cz7+waZeWZu3emlXfJNZD/Q\n"
				 "Q2B4WxWXtrRSWPHGQBfxy5dMdIUi/bURzDJKbCbFVo5q6FpjtLvcdzwfLzyJGJMLPIcJa6\n"
				 "Ctrt6WxpdSua2s2YrpnTfJ6MJHdvGhBIaIetfZUwPijZCy0kSRbhx7ONzIzBzvRJifx2qR\n"
				 "eQ8K0CkBpTdQ6hsQ==\n"
				 "-----END OPENSSH PRIVATE KEY-----\n";
#define CLOSED_PUBLIC "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIN/CsxOGlZc0UJqQBv826pERcefD3Te6GBmZtOYiSJTB"
#define CLOSED_PRINT "SHA256:cmryW+ac++nQc2cAYjWWalNHzFtj9KmEDFGusedLhAs"

static void
read_secret(void)
{
	static const struct {
		const char *text, *public, *print;
		gboolean encrypted;
	} keys[] = {{open_key, OPEN_PUBLIC, OPEN_PRINT, FALSE}, {closed_key, CLOSED_PUBLIC, CLOSED_PRINT, TRUE}};

	for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
		struct keygen_secret secret = {0};
		g_autoptr(GError) err = NULL;
		g_autofree char *print = keygen_fingerprint(keys[i].public);

		g_assert_true(keygen_read_secret(keys[i].text, strlen(keys[i].text), &secret, &err));
		g_assert_no_error(err);
		g_assert_cmpstr(secret.public, ==, keys[i].public);
		g_assert_cmpint(secret.encrypted, ==, keys[i].encrypted);
		g_assert_cmpstr(print, ==, keys[i].print);
		g_free(secret.public);
	}
}

/* --- a key file put together here, part by part, as PROTOCOL.key says --- */

static void
put(GByteArray *out, const void *bytes, guint n)
{
	const guint8 length[] = {n >> 24, n >> 16, n >> 8, n};

	g_byte_array_append(out, length, sizeof(length));
	g_byte_array_append(out, bytes, n);
}

static char *
wrapped(const GByteArray *bytes)
{
	g_autofree char *body = g_base64_encode(bytes->data, bytes->len);

	return g_strdup_printf("-----BEGIN OPENSSH PRIVATE KEY-----\n%s\n-----END OPENSSH PRIVATE KEY-----\n", body);
}

/* A key that lives in a token: its body has the name of what it is for after the point. */
static GByteArray *
token_key(const char *kdf)
{
	static const guint8 one[] = {0, 0, 0, 1}, point[32] = {7};
	g_autoptr(GByteArray) body = g_byte_array_new();
	GByteArray *out = g_byte_array_new();

	put(body, "sk-ssh-ed25519@openssh.com", 26);
	put(body, point, sizeof(point));
	put(body, "ssh:", 4);
	g_byte_array_append(out, (const guint8 *)"openssh-key-v1", 15);
	put(out, "aes256-ctr", 10);
	put(out, kdf, strlen(kdf));
	put(out, "", 0);
	g_byte_array_append(out, one, sizeof(one));
	put(out, body->data, body->len);
	put(out, "what is secret", 14);
	return out;
}

static void
read_token(void)
{
	static const char *const kdfs[] = {"none", "bcrypt"};

	for (guint i = 0; i < G_N_ELEMENTS(kdfs); i++) {
		g_autoptr(GByteArray) bytes = token_key(kdfs[i]);
		g_autofree char *text = wrapped(bytes), *public = NULL;
		struct keygen_secret secret = {0};

		g_assert_true(keygen_read_secret(text, strlen(text), &secret, NULL));
		public = keygen_read_public(secret.public, NULL);
		g_assert_cmpstr(public, ==, secret.public);
		g_assert_true(
			g_str_has_prefix(secret.public, "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29t"));
		g_assert_cmpint(secret.encrypted, ==, i == 1);
		g_free(secret.public);
	}
}

/* Cut off anywhere before the secret part, it is none; nothing is read past its end. */
static void
read_damaged(void)
{
	static const char *const none[] = {"", "ssh-ed25519 AAAA", "-----BEGIN OPENSSH PRIVATE KEY-----\n",
		"-----END OPENSSH PRIVATE KEY----------BEGIN OPENSSH PRIVATE KEY-----",
		"-----BEGIN OPENSSH PRIVATE KEY-----\n!!!!\n-----END OPENSSH PRIVATE KEY-----\n",
		"-----BEGIN RSA PRIVATE KEY-----\nMIIC\n-----END RSA PRIVATE KEY-----\n"};
	g_autoptr(GByteArray) whole = token_key("bcrypt");
	guint secret_part = 4 + 14;

	for (guint i = 0; i < G_N_ELEMENTS(none); i++) {
		struct keygen_secret secret = {0};
		g_autoptr(GError) err = NULL;

		g_assert_false(keygen_read_secret(none[i], strlen(none[i]), &secret, &err));
		g_assert_cmpint(error_status(err), ==, ERR_INVALID);
	}
	for (guint n = 0; n < whole->len - secret_part; n++) {
		g_autoptr(GByteArray) cut = g_byte_array_append(g_byte_array_new(), whole->data, n);
		g_autofree char *text = wrapped(cut);
		struct keygen_secret secret = {0};

		g_assert_false(keygen_read_secret(text, strlen(text), &secret, NULL));
	}
	for (guint n = 0; n < whole->len; n++) { /* each byte another: read or refused, and no more than that */
		g_autoptr(GByteArray) other = g_byte_array_append(g_byte_array_new(), whole->data, whole->len);
		struct keygen_secret secret = {0};
		g_autofree char *text = NULL;

		other->data[n] ^= 0xff;
		text = wrapped(other);
		if (keygen_read_secret(text, strlen(text), &secret, NULL))
			g_free(secret.public);
	}
}

static void
read_public(void)
{
	static const char *const none[] = {"", "ssh-ed25519",
		"ssh-rsa " /* another type than its body says */
		"AAAAC3NzaC1lZDI1NTE5AAAAIAcAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
		"ssh-ed25519 AAAA", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI!", " " OPEN_PUBLIC};
	g_autofree char *key = keygen_read_public(OPEN_PUBLIC " asha@plant.example of the lab\n", NULL);
	g_autofree char *line = keygen_allowed("asha", "git", OPEN_PUBLIC " more");

	g_assert_cmpstr(key, ==, OPEN_PUBLIC);
	g_assert_cmpstr(line, ==, "asha namespaces=\"git\" " OPEN_PUBLIC "\n");
	for (guint i = 0; i < G_N_ELEMENTS(none); i++) {
		g_test_message("%s", none[i]);
		g_assert_null(keygen_read_public(none[i], NULL));
		g_assert_null(keygen_fingerprint(none[i]));
		g_assert_null(keygen_allowed("asha", "git", none[i]));
	}
}

/* --- what is signed --- */

static gboolean
holds(const char *public, const char *space, const char *text, const char *signature)
{
	g_autoptr(GError) err = NULL;
	gboolean good = TRUE;

	g_assert_true(keygen_verify(public, space, text, strlen(text), signature, &good, &err));
	g_assert_no_error(err);
	return good;
}

static void
sign(void)
{
	g_autofree char *folder = g_dir_make_tmp("keygen-XXXXXX", NULL), *file = g_build_filename(folder, "key", NULL);
	g_autofree char *pub = g_strconcat(file, ".pub", NULL), *text = NULL, *public = NULL, *signature = NULL;
	g_auto(GStrv) environment = g_get_environ();
	g_autoptr(GError) err = NULL;
	struct keygen_secret secret = {0};
	gsize length;

	g_assert_true(keygen_make(file, "a machine", &err));
	g_assert_no_error(err);
	g_assert_true(g_file_get_contents(file, &text, &length, NULL) && keygen_read_secret(text, length, &secret, NULL));
	g_assert_false(secret.encrypted);
	signature = keygen_sign(file, "sx-test", "what is said", 12, (const char *const *)environment, &err);
	g_assert_no_error(err);
	g_assert_true(holds(secret.public, "sx-test", "what is said", signature));
	g_assert_false(holds(secret.public, "sx-test", "what is sold", signature));
	g_assert_false(holds(secret.public, "git", "what is said", signature));
	g_assert_false(holds(OPEN_PUBLIC, "sx-test", "what is said", signature));
	g_assert_false(holds(secret.public, "sx-test", "what is said", "no signature"));
	g_assert_false(holds("no key", "sx-test", "what is said", signature));
	g_assert_null(keygen_sign("/nonexistent/key", "sx-test", "x", 1, (const char *const *)environment, &err));
	g_assert_cmpint(error_status(err), ==, ERR_REMOTE);
	g_free(secret.public);
	g_unlink(file);
	g_unlink(pub);
	g_rmdir(folder);
}

/* What a signature says that it is made with is read from bytes that anybody may have written. */
static void
signer(void)
{
	g_autofree char *body = NULL, *key = NULL;
	GByteArray *bytes = g_byte_array_new();
	g_autofree guchar *public = NULL;
	gsize n;

	public = g_base64_decode(strchr(OPEN_PUBLIC, ' ') + 1, &n);
	g_byte_array_append(bytes, (const guint8 *)"SSHSIG\0\0\0\1", 10);
	put(bytes, public, (guint)n);
	put(bytes, "git", 3);
	for (guint length = 0; length <= bytes->len; length++) {
		g_autofree char *code = g_base64_encode(bytes->data, length);
		g_autofree char *text = g_strdup_printf("-----BEGIN SSH SIGNATURE-----\n%s\n-----END SSH SIGNATURE-----\n", code);
		g_autofree char *found = keygen_signer(text);

		g_assert_cmpstr(found, ==, length < 10 + 4 + n ? NULL : OPEN_PUBLIC);
	}
	bytes->data[10] = 0xff; /* longer than all there is */
	body = g_base64_encode(bytes->data, bytes->len);
	key = g_strdup_printf("-----BEGIN SSH SIGNATURE-----\n%s\n-----END SSH SIGNATURE-----\n", body);
	g_assert_null(keygen_signer(key));
	g_assert_null(keygen_signer(""));
	g_assert_null(keygen_signer("-----BEGIN SSH SIGNATURE-----\n"));
	g_assert_null(keygen_signer(open_key));
	g_byte_array_unref(bytes);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/keygen/secret", read_secret);
	g_test_add_func("/keygen/token", read_token);
	g_test_add_func("/keygen/damaged", read_damaged);
	g_test_add_func("/keygen/public", read_public);
	g_test_add_func("/keygen/sign", sign);
	g_test_add_func("/keygen/signer", signer);
	return g_test_run();
}
