/*
 * verbs.h - what the lines of the table run; each is told in table.c and its own file.
 *
 * All set *out to an object and return 0; or fail, when *out may be set too: call_run()
 * releases it. call->status says what a verb found.
 */
#ifndef LEADHAND_API_VERBS_H
#define LEADHAND_API_VERBS_H

#include "api/call.h"

#define VERBS_RUN(X)                                                                         \
	X(init) X(doctor) X(add) X(lint) X(up) X(down) X(status) X(inbox) X(next) X(show)    \
	X(answer) X(approve) X(reject) X(pause) X(resume) X(cancel) X(retry) X(log) X(wait)  \
	X(checkpoints) X(restore) X(salvage) X(flaky)                                             \
	X(ledger) X(verify) X(fsck) X(stats) X(crew) X(sim) X(gc) X(help) X(version) X(ask) X(report) X(reserve)  \
	X(decisions) X(skill) X(delegate) X(tools)                                          \
	X(enter) X(attach) X(open) X(hook) X(hold) X(rescue) X(carry) X(floor) X(runner) X(prepare) X(inside)

#define X(name) int verb_##name(struct call *call, json_t **out, struct err *err) MUST_USE;
VERBS_RUN(X)
#undef X

#endif
