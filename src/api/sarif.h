/*
 * sarif.h - what lint found as SARIF 2.1.0, the format that editors and forges read.
 *
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/: columns are counted in characters of Unicode,
 * mends are fixes by bytes, artifacts are relative to the top of the repository.
 */
#ifndef LEADHAND_API_SARIF_H
#define LEADHAND_API_SARIF_H

#include <jansson.h>

/* From an array of what fitness_json() says of tasks; the caller's. */
json_t *sarif_make(const json_t *tasks);

#endif
