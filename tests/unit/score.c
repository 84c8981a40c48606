/* Scores and colours: the golden numbers of the formula, equality, and thresholds that must be refused. */
#include "score.h"

#include <math.h>

static const struct scale up = {DIRECTION_UP, 500, 700, NAN, NAN};
static const struct scale down = {DIRECTION_DOWN, 6, 3, NAN, NAN};
static const struct scale band = {DIRECTION_BAND, 60, 65, 80, 75};

struct golden {
	double value, score;
	enum colour colour;
};

static void
holds(const struct scale *scale, const struct golden *golden, guint n)
{
	for (guint i = 0; i < n; i++) {
		g_test_message("value %g", golden[i].value);
		g_assert_cmpfloat_with_epsilon(score_value(scale, golden[i].value), golden[i].score, 0.005);
		g_assert_cmpstr(colour_name(score_colour(scale, golden[i].value)), ==, colour_name(golden[i].colour));
	}
}

static void
more_is_better(void)
{
	static const struct golden golden[] = {{300, 0, COLOUR_RED}, {499.999, 3.33, COLOUR_RED}, {500, 3.33, COLOUR_AMBER},
		{600, 5, COLOUR_AMBER}, {699.9999999, 6.67, COLOUR_AMBER}, {700, 6.67, COLOUR_GREEN}, {800, 8.33, COLOUR_GREEN},
		{900, 10, COLOUR_GREEN}, {950, 10, COLOUR_GREEN}, {-1e9, 0, COLOUR_RED}};
	holds(&up, golden, G_N_ELEMENTS(golden));
}

static void
less_is_better(void)
{
	static const struct golden golden[] = {{2, 7.78, COLOUR_GREEN}, {3, 6.67, COLOUR_GREEN}, {5, 4.44, COLOUR_AMBER},
		{6, 3.33, COLOUR_AMBER}, {6.01, 3.32, COLOUR_RED}};
	holds(&down, golden, G_N_ELEMENTS(golden));
	/* A target of nought, negative actuals. */
	struct scale zero = {DIRECTION_DOWN, 2, 0, NAN, NAN};
	static const struct golden of_zero[] = {{0, 6.67, COLOUR_GREEN}, {-2, 10, COLOUR_GREEN}, {1, 5, COLOUR_AMBER}};
	holds(&zero, of_zero, G_N_ELEMENTS(of_zero));
}

static void
inside_is_better(void)
{
	static const struct golden golden[] = {{57, 1.33, COLOUR_RED}, {60, 3.33, COLOUR_AMBER}, {65, 6.67, COLOUR_GREEN},
		{70, 10, COLOUR_GREEN}, {75, 6.67, COLOUR_GREEN}, {77, 5.33, COLOUR_AMBER}, {80, 3.33, COLOUR_AMBER},
		{85, 0, COLOUR_RED}};
	holds(&band, golden, G_N_ELEMENTS(golden));
}

static void
nothing_is_grey(void)
{
	struct scale none = {DIRECTION_NONE, 1, 2, NAN, NAN}, no_target = {DIRECTION_UP, 1, NAN, NAN, NAN};
	g_assert_cmpint(score_colour(&up, NAN), ==, COLOUR_GREY);
	g_assert_true(isnan(score_value(&up, NAN)));
	g_assert_cmpint(score_colour(&none, 5), ==, COLOUR_GREY);
	g_assert_cmpint(score_colour(&no_target, 5), ==, COLOUR_GREY);
	g_assert_true(isnan(score_value(&no_target, 5)));
}

static void
refused(struct scale scale)
{
	g_autoptr(GError) err = NULL;
	g_assert_false(scale_check(&scale, &err));
	g_assert_error(err, ERROR_DOMAIN, ERR_INVALID);
	g_assert_cmpint(score_colour(&scale, 1), ==, COLOUR_GREY);
}

static void
yes_and_no(void)
{
	struct scale yes = {DIRECTION_YESNO, NAN, NAN, NAN, NAN}, no = {DIRECTION_YESNO, NAN, 0, NAN, NAN};
	g_assert_cmpint(score_colour(&yes, 1), ==, COLOUR_GREEN);
	g_assert_cmpint(score_colour(&yes, 0), ==, COLOUR_RED);
	g_assert_cmpint(score_colour(&no, 0), ==, COLOUR_GREEN);
	g_assert_cmpint(score_colour(&no, 1), ==, COLOUR_RED);
	g_assert_cmpint(score_colour(&yes, NAN), ==, COLOUR_GREY);
	g_assert_cmpfloat_with_epsilon(score_value(&yes, 1), 10, 1e-12);
}

static void
bad_thresholds(void)
{
	refused((struct scale){DIRECTION_UP, 5, 5, NAN, NAN});
	refused((struct scale){DIRECTION_UP, 7, 5, NAN, NAN});
	refused((struct scale){DIRECTION_DOWN, 5, 7, NAN, NAN});
	refused((struct scale){DIRECTION_UP, 5, INFINITY, NAN, NAN});
	refused((struct scale){DIRECTION_BAND, 60, 65, 80, 81});
	refused((struct scale){DIRECTION_BAND, 65, 60, 80, 75});
	refused((struct scale){DIRECTION_BAND, 60, 76, 80, 75});
	g_assert_true(scale_check(&up, NULL) && scale_check(&down, NULL) && scale_check(&band, NULL));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/score/up", more_is_better);
	g_test_add_func("/score/down", less_is_better);
	g_test_add_func("/score/band", inside_is_better);
	g_test_add_func("/score/grey", nothing_is_grey);
	g_test_add_func("/score/yesno", yes_and_no);
	g_test_add_func("/score/refused", bad_thresholds);
	return g_test_run();
}
