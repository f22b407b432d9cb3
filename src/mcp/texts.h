/*
 * texts.h - what the door replied, in words for an agent. Pure; each text is the caller's.
 */
#ifndef LEADHAND_MCP_TEXTS_H
#define LEADHAND_MCP_TEXTS_H

#include "base/json.h"

char *text_of_ask(const json_t *reply);
char *text_of_report(const json_t *reply);
char *text_of_decisions(const json_t *reply);
char *text_of_skill(const json_t *reply);
char *text_of_reserve(const json_t *reply);
char *text_of_delegate(const json_t *reply);

#endif
