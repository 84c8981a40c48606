/*
 * Calls that this project does not make: a use stops the build. Included
 * before every C file by the build, never by hand.
 */
#ifndef BANNED_H
#define BANNED_H

/* First what declares them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BANNED(call) call##_is_banned /* see lib/banned.h */

/* No length: g_strlcpy(), GString and g_strdup_printf() have one. */
#undef strcpy
#define strcpy(to, from) BANNED(strcpy)
#undef strcat
#define strcat(to, from) BANNED(strcat)
#undef strncpy
#define strncpy(to, from, n) BANNED(strncpy)
#undef strncat
#define strncat(to, from, n) BANNED(strncat)
#undef sprintf
#define sprintf(...) BANNED(sprintf)
#undef vsprintf
#define vsprintf(...) BANNED(vsprintf)
#undef gets
#define gets(to) BANNED(gets)

/* Hidden state, and the machine's time zone: day.h and calendar.h know better. */
#undef strtok
#define strtok(text, ends) BANNED(strtok)
#undef localtime
#define localtime(t) BANNED(localtime)
#undef localtime_r
#define localtime_r(t, tm) BANNED(localtime_r)
#undef gmtime
#define gmtime(t) BANNED(gmtime)
#undef ctime
#define ctime(t) BANNED(ctime)
#undef asctime
#define asctime(tm) BANNED(asctime)
#undef mktime
#define mktime(tm) BANNED(mktime)
#undef rand
#define rand() BANNED(rand)

/* No error: g_ascii_string_to_signed() has one. */
#undef atoi
#define atoi(text) BANNED(atoi)
#undef atol
#define atol(text) BANNED(atol)
#undef atof
#define atof(text) BANNED(atof)

/* A shell, which no record's text may reach. */
#undef system
#define system(command) BANNED(system)
#undef popen
#define popen(command, mode) BANNED(popen)

/* A name somebody else may take first. */
#undef tmpnam
#define tmpnam(to) BANNED(tmpnam)
#undef mktemp
#define mktemp(to) BANNED(mktemp)

#endif
