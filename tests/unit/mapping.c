/* Tests of lib/mapping.c: rows to drafts by declared rules, and what is refused. */
#include "mapping.h"
#include "edit.h"
#include <glib/gstdio.h>
#include <string.h>

static const char thing[] =
	"kind: thing\nplural: things\nhelp: a thing\nprefix: THG\npath: thing/{year}/{month}/{id}.yaml\ntitle: title\n"
	"columns: [id, title]\nfields:\n"
	"  title: {type: line, required: true, help: what it is}\n"
	"  owner: {type: ref, to: [thing], help: whose it is}\n"
	"  due: {type: day, help: when}\n"
	"  value: {type: number, help: how much}\n"
	"  tags: {type: slug, list: true, help: words}\n"
	"  readings:\n    type: map\n    list: true\n    key: period\n    help: values\n"
	"    fields:\n      period: {type: line, required: true, help: when}\n      value: {type: number, help: what}\n";

static struct kinds *
kinds(void)
{
	struct kinds *k = kinds_new();
	g_autoptr(GError) err = NULL;

	kinds_add_builtin(k, &err);
	g_assert_no_error(err);
	kinds_add(k, ".sx/schema/thing.yaml", thing, strlen(thing), &err);
	g_assert_no_error(err);
	kinds_seal(k, &err);
	g_assert_no_error(err);
	return k;
}

static gboolean
find(const struct kind *kind, const char *field, const char *text, char **id, void *data, GError **err)
{
	g_autofree char *asked = g_strdup_printf("%s.%s=%s", kind->name, field ? field : "id", text);

	*id = g_strdup(g_hash_table_lookup(data, asked));
	return TRUE;
}

static char *
make(struct draft *draft, void *data, GError **err)
{
	AUTO(draft) own = draft;
	char *key = g_strdup_printf("%s.title=%s", draft->kind->name, node_text(draft->values, "title"));

	g_hash_table_replace(data, key, g_strdup(draft->id));
	return g_strdup(draft->id);
}

static void
dump_draft(GString *out, const struct draft *draft)
{
	g_string_append_printf(out, "key=%s id=%s", draft->key ? draft->key : "-", draft->id ? draft->id : "-");
	for (guint i = 0; i < draft->values->n; i++) {
		const struct node *value = draft->values->items[i];

		g_string_append_printf(out, " %s=", draft->values->keys[i]->text);
		if (value->type == NODE_SCALAR)
			g_string_append(out, value->text);
		for (guint n = 0; value->type == NODE_LIST && n < value->n; n++) {
			const struct node *item = value->items[n];

			g_string_append(out, n ? "," : "");
			if (item->type == NODE_SCALAR)
				g_string_append(out, item->text);
			for (guint e = 0; item->type == NODE_MAP && e < item->n; e++)
				g_string_append_printf(out, "%s:%s;", item->keys[e]->text, item->items[e]->text);
		}
	}
	for (guint i = 0; i < draft->empty->len; i++)
		g_string_append_printf(out, " !%s", (char *)draft->empty->pdata[i]);
	g_string_append_c(out, '\n');
}

/* The drafts of a CSV by a mapping, then its tallies; refused rows as "line: why". map NULL: plain. */
static char *
dump(const char *map, const char *csv)
{
	AUTO(kinds) k = kinds();
	g_autoptr(GError) err = NULL;
	AUTO(mapping) m = map ? mapping_read(k, NULL, "m.yaml", map, strlen(map), &err) : mapping_plain(kind_find(k, "thing"));
	g_autoptr(GHashTable) made = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	AUTO(calendar) calendar = calendar_new();
	struct mapping_lookups lookups = {find, make, calendar, made};
	GString *out = g_string_new(NULL);
	g_autofree char *path = NULL;
	AUTO(source) source = NULL;
	gboolean row, said;

	g_close(g_file_open_tmp("sx-mapping-XXXXXX", &path, NULL), NULL);
	g_assert_true(g_file_set_contents(path, csv, -1, NULL));
	if (m)
		source = source_open(path, mapping_source(m, &said), &err);
	g_unlink(path);
	row = source && mapping_fits(m, source, &err);
	while (row && source_next(source, &row, &err) && row) {
		g_autoptr(GPtrArray) drafts = g_ptr_array_new_with_free_func((GDestroyNotify)draft_free);
		g_autoptr(GError) refused = NULL;

		if (!mapping_row(m, source, &lookups, drafts, &refused))
			g_string_append_printf(out, "%d: %s\n", source_line(source), refused->message);
		for (guint i = 0; !refused && i < drafts->len; i++)
			dump_draft(out, drafts->pdata[i]);
	}
	for (guint i = 0; m && i < mapping_tallies(m)->len; i++) {
		const struct tally *tally = mapping_tallies(m)->pdata[i];

		g_string_append_printf(out, "%s%u %s\n", tally->skipped ? "skipped " : "", tally->n, tally->what);
	}
	if (err)
		g_string_append_printf(out, "error %d:%d %s", error_more(err)->line, error_more(err)->column, err->message);
	return g_string_free(out, FALSE);
}

static void
same(const char *map, const char *csv, const char *expected)
{
	g_autofree char *got = dump(map, csv);

	g_assert_cmpstr(got, ==, expected);
}

static void
test_fields(void)
{
	same("kind: thing\nkey: \"cve:{id}\"\nfields:\n  title: \"{vendor} {product}: {{x}}\"\n  value: \"5\"\n",
		"id,vendor,product\n1,Acme , Pump\n2,,\n",
		"key=cve:1 id=- title=Acme Pump: {x} value=5\n"
		"key=cve:2 id=- value=5 !title\n");
	same("kind: thing\nkey: \"{id}\"\nfields: {title: \"{t}\"}\n", "id,t\n,x\n", "2: the key is empty\n");
}

static void
test_columns(void)
{
	same("kind: thing\n"
	     "empty: [\"#REF!\", \"-\"]\n"
	     "columns:\n"
	     "  due: {date: \"%d/%m/%Y\"}\n"
	     "  pct: {number: true, decimal: comma, trailing_minus: true, shift: 2}\n"
	     "  prio: {table: {H: high, L: low}, otherwise: normal}\n"
	     "  who: {take: \"^.+(?=-[A-Z]+-rec)\", replace: {\"-\": \" \"}, default: nobody}\n"
	     "  tags: {split: \";\", slug: true}\n"
	     "fields: {title: \"{who}/{prio}\", due: \"{due}\", value: \"{pct}\", tags: \"{tags}\"}\n",
		"due;pct;prio;who;tags\n"
		"03/04/2026;0,5-;H;Ann-Lee-DOT-rec1;\"Big Pump; ;small\"\n"
		"#REF!;1;X;-;\n"
		"2026-04-03;1;H;-;\n"
		"03/04/2026;1.5;H;-;\n"
		"03/04/2026;1;H;Ann;\n",
		"key=- id=- title=Ann Lee/high due=2026-04-03 value=-50 tags=big-pump,small\n"
		"key=- id=- title=nobody/normal value=100 !due !tags\n"
		"4: due: '2026-04-03' is not a day written as %d/%m/%Y\n"
		"5: pct: '1.5' is not a number with a decimal comma\n"
		"6: who: nothing in 'Ann' matches what the mapping takes\n"
		"3 who: '-' is read as empty\n"
		"3 who: an empty cell is read as 'nobody'\n"
		"1 prio: 'X', not in the table, is read as 'normal'\n"
		"1 due: '#REF!' is read as empty\n");
	/* Its own name in `from` is the file's cell; columns may use each other, not themselves. */
	same("kind: thing\ncolumns:\n  a: {from: \"{a}{b}\"}\n  b: {from: \"{c}!\"}\n  c: {from: \"{d}\"}\nfields: {title: "
	     "\"{a}\"}\n",
		"a,d\nx,y\n", "key=- id=- title=xy!\n");
	same("kind: thing\ncolumns:\n  a: {from: \"{b}\"}\n  b: {from: \"{a}\"}\nfields: {title: \"{a}\"}\n", "x\n1\n",
		"2: a: the mapping defines this column by itself\n");
}

static void
test_defaults(void)
{
	/* 2026-11-20 is a Friday: two working days on is Tuesday. */
	same("kind: thing\ncolumns:\n  due: {from: \"{found}\", plus: +2wd}\n  found: {date: \"%Y-%m-%d\", default: "
	     "\"{posted}\"}\n  posted: {date: \"%d/%m/%Y\"}\n"
	     "fields: {title: \"{found}\", due: \"{due}\"}\n",
		"found,posted\n2026-11-20,\n,25/11/2026\n",
		"key=- id=- title=2026-11-20 due=2026-11-24\nkey=- id=- title=2026-11-25 due=2026-11-27\n1 found: an empty cell "
		"is read from other columns\n");
	same("kind: thing\ncolumns:\n  one: {from: \"{all}\", split: \",\", first: true}\n  others: {from: \"{all}\", split: "
	     "\",\", rest: true, slug: true}\n"
	     "fields: {title: \"{one}\", tags: \"{others}\"}\n",
		"all\n\"A,B,C D\"\nA\n", "key=- id=- title=A tags=b,c-d\nkey=- id=- title=A !tags\n");
}

static void
test_skip(void)
{
	same("kind: thing\nskip:\n"
	     "  - {column: t, is: [no], why: says no}\n"
	     "  - {column: t, matches: \"^there is\", why: no data yet}\n"
	     "  - {column: v, empty: true, why: no value}\n"
	     "  - {column: s, not: [main], why: another series}\n"
	     "fields: {title: \"{t}\"}\n",
		"t,v,s\nno,1,main\nThere is none,1,main\nx,,main\nx,1,side\nyes,1,main\n",
		"key=- id=- title=yes\nskipped 1 says no\nskipped 1 no data yet\nskipped 1 no value\nskipped 1 another series\n");
}

static void
test_each(void)
{
	same("kind: thing\neach: {column: who, split: \",\", as: one}\ncolumns: {one-slug: {from: \"{one}\", slug: true}}\nid: "
	     "\"{one-slug}\"\nfields: {title: \"{one} of {n}\"}\n",
		"n,who\n1,\"Ann Lee, Bo\"\n2,\n",
		"key=- id=ann-lee title=Ann Lee of 1\nkey=- id=bo title=Bo of 1\nskipped 1 nothing in who\n");
}

static void
test_entries(void)
{
	same("kind: thing\nid: kpi\nfields: {title: x, readings.period: \"{y}\", readings.value: \"{v}\"}\n",
		"y,v\n2001,5\n2002,\n",
		"key=- id=kpi title=x readings=period:2001;value:5;\nkey=- id=kpi title=x readings=period:2002;\n");
}

static void
test_lookup(void)
{
	same("kind: thing\ncolumns:\n  firm: {lookup: {kind: thing, by: title, make: {title: \"{this}\", tags: \"{tag}\"}}}\n"
	     "fields: {title: \"{t}\", owner: \"{firm}\"}\n",
		"t,firm,tag\na,Delta Inc.,x\nb,Delta Inc.,y\n",
		"key=- id=- title=a owner=delta-inc\nkey=- id=- title=b owner=delta-inc\n1 firm: the thing was not there and is "
		"made\n");
	same("kind: thing\ncolumns: {firm: {lookup: {kind: thing}}}\nfields: {owner: \"{firm}\"}\n", "firm\nzeta\n",
		"2: firm: there is no thing 'zeta'\n");
}

static void
test_plain(void)
{
	same(NULL,
		"id,title,tags,readings,value\nTHG-1,\" x "
		"\",\"[\"\"a\"\",\"\"b\"\"]\",\"[{\"\"period\"\":\"\"1\"\"}]\",\nTHG-2,'=y,one,,1\n",
		"key=- id=THG-1 title= x  tags=a,b readings=period:1; !value\n"
		"key=- id=THG-2 title==y tags=one value=1 !readings\n");
	same(NULL, "titel\nx\n", "error 1:0 thing has no field 'titel'");
}

static void
test_faults(void)
{
	same("kind: thing\nfields: {titel: x}\n", "a\n", "error 2:10 thing has no field 'titel'");
	same("kind: thign\nfields: {title: x}\n", "a\n", "error 1:7 there is no kind 'thign'");
	same("fields: {title: x}\n", "a\n", "error 1:1 the kind of the records is not said");
	same("kind: thing\nfields: {title: \"{x\"}\n", "a\n",
		"error 2:17 '{x': a brace stands alone; write {column}, or {{ for a brace itself");
	same("kind: thing\nfields: {title: \"{x}\"}\n", "a\n1\n",
		"error 1:0 the file has no column 'x', which the mapping 'm.yaml' reads");
	same("kind: thing\ncolumns: {a: {date: \"%d/%m\"}}\nfields: {title: \"{a}\"}\n", "a\n",
		"error 2:21 the date format '%d/%m' does not have a year, a month and a day");
	same("kind: thing\ncolumns: {a: {decimal: comma}}\nfields: {title: \"{a}\"}\n", "a\n",
		"error 2:24 'decimal' needs 'number: true' beside it");
	same("kind: thing\nskip: [{column: a, why: x}]\nfields: {title: \"{a}\"}\n", "a\n",
		"error 2:8 a condition needs one of 'empty', 'is', 'not' and 'matches'");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/mapping/fields", test_fields);
	g_test_add_func("/mapping/columns", test_columns);
	g_test_add_func("/mapping/defaults", test_defaults);
	g_test_add_func("/mapping/skip", test_skip);
	g_test_add_func("/mapping/each", test_each);
	g_test_add_func("/mapping/entries", test_entries);
	g_test_add_func("/mapping/lookup", test_lookup);
	g_test_add_func("/mapping/plain", test_plain);
	g_test_add_func("/mapping/faults", test_faults);
	return g_test_run();
}
