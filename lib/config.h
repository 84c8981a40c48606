/*
 * .sx/config.yaml: the settings a repository's clones share. Checked against
 * schema/config.yaml with the same reader and rules as records. Every value
 * has a default, so a repository without the file works.
 */
#ifndef CONFIG_H
#define CONFIG_H

#include "kind.h"

#define CONFIG_PATH ".sx/config.yaml"

struct site {
	const char *code, *name;   /* "PUN", "Pune" */
	struct calendar *calendar; /* never NULL */
	int tolerance;		   /* hours until a change is late at the hub; -1: it does not say */
};
#define CONFIG_FORMAT 1 /* the newest format of a repository's files that is known here */
struct config {
	gint64 format;		    /* of the repository's files */
	const char *site;	    /* default site code, or NULL */
	GPtrArray *sites;	    /* struct site *; may be empty */
	struct calendar *calendar;  /* of the default site */
	const struct node *filters; /* saved filters: map name -> text, or NULL */
	const char *repository;	    /* its own name, or NULL */
	const char **signs;	    /* the kinds whose steps are signed; NULL-ended, never NULL */
	gboolean signed_commits;    /* every commit is signed with a key of its committer */
	char digest[65];	    /* SHA-256 of the text, hex */
	const struct node *root;    /* all of it, for engines: ladders, policy; or NULL */
	struct doc *doc;
};

/* text NULL gives the defaults. */
struct config *config_parse(const char *text, gsize length, GError **err);
/* ERR_REFUSED, rule "format", when its format is a newer one: what is written here could be wrong there. */
gboolean config_writable(const struct config *config, GError **err);
void config_free(struct config *config);
AUTO_FREE(config)
/* The site of a code, or NULL. */
const struct site *config_site(const struct config *config, const char *code);
/* The calendar for a site code: its own, else the default. Never NULL. */
const struct calendar *config_calendar(const struct config *config, const char *code);
/* What is said of another repository that links may name, or NULL when it is not named. Borrowed. */
const char *config_repository(const struct config *config, const char *name);
/* The text of a saved filter, or NULL. Borrowed. */
const char *config_filter(const struct config *config, const char *name);

#endif
