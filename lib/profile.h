/*
 * Profiles: the trade whose rules a new repository begins with, as data (schema/profiles/; what one may say: schema/profile.yaml).
 * A profile is lines of the configuration and files of .sx/schema, which belong to the repository once they are there.
 *
 *	AUTO(profile) profile = profile_load("pharma", &err);
 *	profile->config				text to add to .sx/config.yaml, or NULL
 *	profile->schema				map NAME -> text of .sx/schema/NAME.yaml, or NULL
 */
#ifndef PROFILE_H
#define PROFILE_H

#include "doc.h"

struct profile {
	const char *name, *help;
	const char *config;	   /* or NULL */
	const struct node *roles;  /* list: of the first person; or NULL */
	const struct node *schema; /* or NULL */
	struct doc *doc;	   /* what all of it borrows from */
};

/* One that is built in, or, when it has a '/' or ends with .yaml, a file. ERR_USAGE names those there are; ERR_INVALID with a place. */
struct profile *profile_load(const char *name, GError **err);
void profile_free(struct profile *profile); /* takes NULL */
AUTO_FREE(profile)
/* The names of those built in, in order; NULL-ended. Caller frees with g_strfreev(). */
char **profile_names(void);

#endif
