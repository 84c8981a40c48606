/*
 * What --with names: folders, and the repositories of the user's own git configuration,
 *
 *	[sx-repository "pune"]
 *		path = ~/plants/pune          a work tree or a bare clone
 *	[sx-repository "goa"]
 *		url = git@hub.example:goa     read from a copy that `sx rollup --fetch` keeps
 *
 * No file of a repository is looked at: it cannot make anybody read another one.
 */
#ifndef WITH_H
#define WITH_H

#include "fleet.h"

struct with_place {
	char *name, *path, *url; /* path: given, or where the copy of url is kept; url NULL when there is none to keep */
	char *real;		 /* private: the git folder behind path, by its true name; NULL when there is none */
};
/* All of the configuration, by name: struct with_place *; caller unrefs. ERR_USAGE for a name that cannot be one. */
GPtrArray *with_places(GError **err);

/* Adds what a word names: "all", a name or a folder; what is in the fleet already is not added again. */
gboolean with_add(struct fleet *fleet, const GPtrArray *places, const char *word, GError **err);
/* The repository at a path, called as the configuration calls it, else by its folder. */
void with_add_path(struct fleet *fleet, const GPtrArray *places, const char *path);

#endif
