/*
 * What a value of a KPI is worth: a score from 0 to 10 and a colour.
 *
 * The score is a straight line through the red threshold (3.33) and the target
 * (6.67). The colour is decided on the value itself: green at or better than
 * the target, red when strictly worse than the red threshold, amber between,
 * grey when nothing is known.
 */
#ifndef SCORE_H
#define SCORE_H

#include "error.h"

enum colour { COLOUR_GREY, COLOUR_RED, COLOUR_AMBER, COLOUR_GREEN };
const char *colour_name(enum colour colour); /* "grey" "red" "amber" "green" */

enum direction {
	DIRECTION_UP,	 /* more is better */
	DIRECTION_DOWN,	 /* less is better */
	DIRECTION_BAND,	 /* inside is better: red <= green <= green_high <= red_high */
	DIRECTION_YESNO, /* 1 is good and 0 is bad, the other way round with a target of 0 */
	DIRECTION_NONE,	 /* watched, never scored */
};

struct scale {
	enum direction direction;
	double red, green;	     /* the red threshold and the target; NAN when not given */
	double red_high, green_high; /* DIRECTION_BAND only: the upper ones */
};

/* Thresholds that can be scored: finite, red and target apart and in the direction's order. ERR_INVALID says what is wrong. */
gboolean scale_check(const struct scale *scale, GError **err);
/* TRUE when there is enough to score with: a direction and all its thresholds. */
gboolean scale_complete(const struct scale *scale);

/* 0..10; NAN for a value that is NAN or a scale that is not complete. */
double score_value(const struct scale *scale, double value);
/* COLOUR_GREY for a value that is NAN or a scale that is not complete. */
enum colour score_colour(const struct scale *scale, double value);

#endif
