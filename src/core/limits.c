/* limits.c - see limits.h. */
#include "core/limits.h"

#include "core/retry.h"
#include "core/turn.h"

#include "base/mem.h"
#include "base/text.h"

#define DAY_MS 86400000LL
#define HOUR_MS 3600000LL
#define MINUTE_MS 60000LL
/* A limit that was met again and again for so long is the lead's business. */
#define TOLD_AFTER_MS HOUR_MS
/* Without a word on when it lifts: 1, 2, 4, ... minutes and up to a quarter more, at most an hour. */
#define BACKOFF_MS MINUTE_MS
#define BACKOFF_MOST_MS (60 * MINUTE_MS)
/* A limit that is said to last longer is looked at again all the same. */
#define LIFTS_MOST_MS (7 * DAY_MS)

static const struct provider *provider_of(const struct state *state, const struct task *task)
{
	return text_is_empty(task->provider) ? 0 : provider_named(state, task->provider);
}

/* A moment further ahead than it can be was written under another clock: it must hold nobody up. */
static bool is_ahead(long long moment_ms, long long now_ms, long long most_ms)
{
	return moment_ms > now_ms && moment_ms - now_ms <= most_ms;
}

long long pause_ends_ms(const struct job *job, long long now_ms)
{
	return is_ahead(job->wake_ms, now_ms, RETRY_PAUSE_MOST_MS) ? job->wake_ms : 0;
}

static bool is_day_spent(const struct factory *factory, long long now_ms)
{
	if (factory->day != now_ms / DAY_MS)
		return false;
	return (factory->day_tokens && factory->today_tokens >= factory->day_tokens) ||
	       (factory->day_cost_microusd && factory->today_cost_microusd >= factory->day_cost_microusd);
}

enum limit limit_of(const struct state *state, const struct task *task, long long running, long long now_ms)
{
	const struct factory *factory = factory_of(state);
	const struct provider *provider = provider_of(state, task);

	if (provider && provider->is_shut)
		return LIMIT_login;
	if (provider && is_ahead(provider->until_ms, now_ms, LIFTS_MOST_MS))
		return LIMIT_provider;
	if (is_day_spent(factory, now_ms))
		return LIMIT_day;
	/* With nothing running it is not ours to relieve: one goes on, or all would wait for ever. */
	if (running && !text_is_empty(factory->strain))
		return LIMIT_machine;
	if (is_ahead(factory->started_ms + factory->stagger_ms, now_ms, factory->stagger_ms))
		return LIMIT_stagger;
	return LIMIT_none;
}

bool limit_is_of_provider(enum limit limit)
{
	return limit == LIMIT_login || limit == LIMIT_provider;
}

long long limit_ends_ms(const struct state *state, const struct task *task, enum limit limit, long long now_ms)
{
	const struct factory *factory = factory_of(state);

	switch (limit) {
	case LIMIT_provider: return provider_of(state, task)->until_ms;
	case LIMIT_day: return (now_ms / DAY_MS + 1) * DAY_MS;
	case LIMIT_stagger: return factory->started_ms + factory->stagger_ms;
	case LIMIT_login:
	case LIMIT_machine:
	case LIMIT_none: break;
	}
	return 0;
}

static char *span(long long ms)
{
	long long minutes = (ms + MINUTE_MS - 1) / MINUTE_MS;

	if (ms < MINUTE_MS)
		return mem_printf("%lld s", (ms + 999) / 1000);
	return minutes < 120 ? mem_printf("%lld min", minutes) : mem_printf("%lld h", (minutes + 59) / 60);
}

static char *day_reason(const struct factory *factory, const char *left)
{
	if (factory->day_cost_microusd && factory->today_cost_microusd >= factory->day_cost_microusd)
		return mem_printf("budget: %lld.%02lld of %lld.%02lld USD a day are spent, on in %s",
				  factory->today_cost_microusd / 1000000, factory->today_cost_microusd / 10000 % 100,
				  factory->day_cost_microusd / 1000000, factory->day_cost_microusd / 10000 % 100,
				  left);
	return mem_printf("budget: %lld of %lld tokens a day are spent, on in %s", factory->today_tokens,
			  factory->day_tokens, left);
}

/* A server that breaks or cannot be reached is no limit of the account's. */
static const char *limit_word(const struct provider *provider)
{
	return text_is_empty(provider->error) || text_same(provider->error, "rate_limit") ? "rate limit" : "provider";
}

char *limit_reason(const struct state *state, const struct task *task, enum limit limit, long long now_ms)
{
	const struct factory *factory = factory_of(state);
	_autofree_ char *left = span(limit_ends_ms(state, task, limit, now_ms) - now_ms);

	switch (limit) {
	case LIMIT_login:
		return mem_printf(LOGIN_WORD "'%s' does not accept it: log in again, then 'leadhand resume'", task->provider);
	case LIMIT_provider:
		return mem_printf("%s: '%s' takes no more for %s", limit_word(provider_of(state, task)), task->provider, left);
	case LIMIT_day: return day_reason(factory, left);
	case LIMIT_machine: return mem_printf("machine: %s", factory->strain);
	case LIMIT_stagger: return mem_dup("about to start");
	case LIMIT_none: break;
	}
	return 0;
}

static struct provider *provider_for(struct state *state, const char *name)
{
	struct provider *provider = provider_named(state, name);

	if (provider)
		return provider;
	provider = provider_add(state);
	record_set(provider, &provider->name, name);
	return provider;
}

static long long backoff_ms(long long times)
{
	long long wait_ms = BACKOFF_MS;

	for (long long i = 1; i < times && wait_ms < BACKOFF_MOST_MS; i++)
		wait_ms *= 2;
	return wait_ms < BACKOFF_MOST_MS ? wait_ms : BACKOFF_MOST_MS;
}

/* What does not lift may be an account that is used up: nobody else will say so. */
static void tell_limit(struct state *state, const struct provider *provider, const struct task *task, long long now_ms)
{
	_autofree_ char *text = 0, *key = mem_printf("limit %s", provider->name);
	long long since_ms = now_ms - provider->since_ms, left_ms = provider->until_ms - now_ms;
	const char *why = text_is_empty(provider->text) ? "it does not say why" : provider->text;

	/* One session's word holds all the others. */
	if (since_ms >= TOLD_AFTER_MS)
		text = mem_printf("provider '%s' has taken nothing for %lld h: %s", provider->name, since_ms / HOUR_MS, why);
	else if (left_ms > TOLD_AFTER_MS)
		text = mem_printf("provider '%s' takes nothing for %lld h, as a session of '%s' was told: %s. 'leadhand resume' "
				  "tries it at once", provider->name, (left_ms + HOUR_MS - 1) / HOUR_MS, task->name, why);
	if (!text)
		return;
	notice_put(state, key, text, now_ms);
}

void provider_limited(struct state *state, const struct task *task, const struct event *event)
{
	struct provider *provider = provider_for(state, task->provider);
	long long now_ms = event->at_ms, said_ms = event->number - now_ms, wait_ms;
	bool is_known = is_ahead(provider->until_ms, now_ms, LIFTS_MOST_MS);

	/* Several sessions that were refused at one time are one limit. */
	if (!is_known && !provider->times++)
		provider->since_ms = now_ms;
	wait_ms = backoff_ms(provider->times);
	wait_ms += retry_jitter_ms(event->job, provider->times, wait_ms / 4);
	wait_ms = wait_ms < BACKOFF_MOST_MS ? wait_ms : BACKOFF_MOST_MS;
	if (said_ms > 0 && said_ms <= LIFTS_MOST_MS && (said_ms > wait_ms || provider->times == 1))
		wait_ms = said_ms;
	/* The one that was told the later moment is right. */
	if (!is_known || now_ms + wait_ms > provider->until_ms)
		provider->until_ms = now_ms + wait_ms;
	record_set(provider, &provider->text, event->text);
	record_set(provider, &provider->error, event->error);
	record_touch(provider);
	tell_limit(state, provider, task, now_ms);
}

void provider_works(struct state *state, const struct task *task, long long at_ms)
{
	struct provider *provider = text_is_empty(task->provider) ? 0 : provider_named(state, task->provider);
	_autofree_ char *key = 0;

	if (!provider || !provider->times)
		return;
	provider->times = 0;
	record_touch(provider);
	key = mem_printf("limit %s", provider->name);
	notice_put(state, key, 0, at_ms);
}

bool provider_is_held(const struct provider *provider, long long now_ms)
{
	return provider->is_shut || is_ahead(provider->until_ms, now_ms, LIFTS_MOST_MS);
}

bool provider_is_shut(const struct state *state, const struct task *task)
{
	const struct provider *provider = provider_of(state, task);

	return provider && provider->is_shut;
}

void provider_shut(struct state *state, const struct task *task, const char *agent, const struct event *event)
{
	_autofree_ char *key = 0, *text = 0;
	struct provider *provider;

	if (text_is_empty(task->provider))
		return;
	provider = provider_for(state, task->provider);
	provider->is_shut = 1;
	record_set(provider, &provider->text, event->text);
	record_touch(provider);
	key = mem_printf("login %s", provider->name);
	text = mem_printf("agent '%s' is logged out: '%s' does not accept its login. Log in again, then 'leadhand resume'",
			  agent, provider->name);
	notice_put(state, key, text, event->at_ms);
}

void provider_open(struct state *state, struct provider *provider, long long at_ms)
{
	_autofree_ char *login = mem_printf("login %s", provider->name), *limit = mem_printf("limit %s", provider->name);

	provider->is_shut = 0;
	provider->until_ms = 0;
	provider->times = 0;
	record_touch(provider);
	notice_put(state, login, 0, at_ms);
	notice_put(state, limit, 0, at_ms);
}

void day_spend(struct state *state, long long tokens, long long cost_microusd, long long at_ms)
{
	struct factory *factory = factory_of(state);
	long long day = at_ms / DAY_MS;

	/* A clock that steps back over midnight is not a new day; one that was far ahead is no measure. */
	if (day > factory->day || day < factory->day - 1) {
		factory->day = day;
		factory->today_tokens = factory->today_cost_microusd = 0;
	}
	/* A total that went down is a counter that began anew, and gives nothing back. */
	factory->today_tokens += tokens > 0 ? tokens : 0;
	factory->today_cost_microusd += cost_microusd > 0 ? cost_microusd : 0;
	record_touch(factory);
}
