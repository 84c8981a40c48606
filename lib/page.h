/*
 * A page for people to read, print and file: headings, facts and tables, as text, Markdown or HTML.
 *
 *	struct page *page = page_new(PAGE_HTML, "CAPA-2611-7K3M9Q2: The seal leaks", out);
 *	page_head(page, "What happened");
 *	page_fact(page, "due", "2026-12-01");           facts beside each other are one table
 *	page_table(page, heads);                        const char *const *, NULL-ended
 *	page_row(page, cells);                          as many; NULL for none
 *	page_done(page);                                writes what is left, and frees it
 *
 * All text is taken as hostile: it is made safe to print, and escaped for the format. An HTML page stands alone: nothing in it
 * is loaded from elsewhere, and it forbids that. Line ends in facts and cells are kept.
 */
#ifndef PAGE_H
#define PAGE_H

#include "error.h"

enum page_format { PAGE_TEXT, PAGE_MARKDOWN, PAGE_HTML };
struct page;

/* out is borrowed. */
struct page *page_new(enum page_format format, const char *title, GString *out);
void page_done(struct page *page); /* takes NULL */
void page_head(struct page *page, const char *text);
void page_line(struct page *page, const char *text); /* a paragraph */
void page_fact(struct page *page, const char *label, const char *text);
void page_table(struct page *page, const char *const *heads);
void page_row(struct page *page, const char *const *cells);

#endif
