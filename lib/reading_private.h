/* Shared by reading.c and reading_load.c: a KPI from its texts. */
#ifndef READING_PRIVATE_H
#define READING_PRIVATE_H

#include "reading.h"

/* What is asked of a KPI, NULL-ended; measure_new() takes the texts in this order. */
enum { MEASURE_COLUMNS = 18 };
extern const char *const measure_columns[MEASURE_COLUMNS];
struct measure *measure_new(const char *const *texts);
/* NAN for NULL and for what is no number. */
double measure_number(const char *text);

#endif
