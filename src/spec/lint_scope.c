/* lint_scope.c - scope and needs, beside the files and the other tasks; see lint.h. */
#include "spec/lint.h"

#include "base/glob.h"
#include "base/mem.h"
#include "base/text.h"

#include <string.h>

/* With fewer files a repository has hardly begun, and folders that are not there are yet to come. */
enum { FILES_OF_A_BEGINNING = 10 };

static bool is_everything(const char *pattern)
{
	return !strcmp(pattern, "**") || !strcmp(pattern, "**/*") || !strcmp(pattern, "**/**");
}

static void lint_everything(const struct lint *lint)
{
	struct lines scope;

	if (text_is_empty(lint->spec->scope)) {
		if (!lint_is_meant(lint, "scope"))
			COMPLAIN(lint, lint_place(lint, "scope"), "scope-everything",
				 "no scope: it may write everywhere; add scope: [FOLDER/**]");
		return;
	}
	LINES_EACH (scope, lint->spec->scope)
		if (is_everything(scope.line))
			COMPLAIN(lint, lint_entry(lint, "scope", scope.line), "scope-everything",
				 "'%s' is everything: name the folders that it is about", scope.line);
}

/* Whether a pattern of the list says all that the scope does, or the scope says more of it than stars. */
static bool is_named(const char *scope, const char *protect)
{
	struct lines walk;
	bool found = false;

	LINES_EACH (walk, protect) {
		size_t literal = world_literal(walk.line);

		/* What lies below tests/a lies below tests: it was meant. */
		found = found || glob_match(walk.line, scope) ||
			(literal && world_literal(scope) >= literal && !strncmp(scope, walk.line, literal));
	}
	return found;
}

static void lint_protected(const struct lint *lint)
{
	const struct lint_world *world = lint->world;
	struct lines scope;

	if (!world->config || text_is_empty(world->config->protect))
		return;
	LINES_EACH (scope, lint->spec->scope) {
		struct lines protect;

		if (is_everything(scope.line) || is_named(scope.line, world->config->protect))
			continue;
		LINES_EACH (protect, world->config->protect) {
			const char *file = glob_overlap(scope.line, protect.line)
						   ? world_match_both(world, protect.line, scope.line, lint->spec->forbid)
						   : 0;

			if (!file)
				continue;
			COMPLAIN(lint, lint_entry(lint, "scope", scope.line), "scope-protected",
				 "'%s' takes in '%.80s', which is protected: name it in the scope, or forbid it",
				 scope.line, file);
			lines_stop(&protect);
			break;
		}
	}
}

/* The segments of a pattern before the first with a star; the caller's. */
static char *solid_part(const char *pattern)
{
	char *solid = mem_dup_part(pattern, world_literal(pattern));
	char *slash = strrchr(solid, '/');

	if (slash && (strlen(solid) < strlen(pattern) || !slash[1]))
		*slash = 0;
	return solid;
}

/* Nothing matches, and where a file would be made there is no folder either. */
static bool is_dead(const struct lint *lint, const char *pattern, const char *solid, const char *near)
{
	const struct lint_world *world = lint->world;
	_autofree_ char *top = mem_dup_part(pattern, strcspn(pattern, "/"));
	bool has_top = world_has_path(world, top), is_file = !strcmp(pattern, solid);

	if (!strchr(pattern, '/') || world_has_path(world, solid) || world_match(world, pattern))
		return false;
	if (strstr(lint->spec->body, solid) || (!near && strstr(lint->spec->body, top)))
		return false;
	return near ? !has_top || !is_file : !has_top && world->file_count >= FILES_OF_A_BEGINNING;
}

/* How many entries of the scope are dead; told of where `tells`. */
static size_t count_dead(const struct lint *lint, bool tells)
{
	struct lines scope;
	size_t count = 0;

	LINES_EACH (scope, lint->spec->scope) {
		const struct yaml_value *place = lint_entry(lint, "scope", scope.line);
		_autofree_ char *solid = solid_part(scope.line);
		_autofree_ char *near = world_match(lint->world, scope.line) ? 0 : world_near(lint->world, solid);
		bool dead = is_dead(lint, scope.line, solid, near);

		count += dead;
		if (!tells || !dead)
			continue;
		if (near)
			COMPLAIN(lint, place, "scope-nothing", "'%s' matches nothing: did you mean '%.80s'?", scope.line, near);
		else
			COMPLAIN(lint, place, "scope-nothing",
				 "'%s' matches nothing, and there is no such folder: correct it, or say that it is new",
				 scope.line);
		if (near && place->text)
			findings_offer_name(lint->findings, place->text, 0, solid, near);
	}
	return count;
}

/* A scope of which one entry is alive has a place to work in. */
static void lint_nothing(const struct lint *lint)
{
	size_t all = lines_count(lint->spec->scope);

	if (!lint->world->files || !all || world_is_to_grow(lint->world, lint->spec->needs))
		return;
	if (count_dead(lint, false) == all)
		count_dead(lint, true);
	else
		lint_entries(lint);
}

void lint_scope(const struct lint *lint)
{
	if (text_same(lint->spec->kind, "report"))
		return;
	lint_everything(lint);
	lint_protected(lint);
	lint_nothing(lint);
}

static void lint_missing(const struct lint *lint)
{
	const struct lint_world *world = lint->world;
	struct lines needs;

	LINES_EACH (needs, lint->spec->needs) {
		const struct yaml_value *place = lint_entry(lint, "needs", needs.line);
		const char *near;

		if (world_task(world, needs.line) || text_same(needs.line, lint->spec->name))
			continue;
		near = world_near_task(world, needs.line);
		if (near)
			COMPLAIN(lint, place, "needs-missing", "there is no task '%s': did you mean '%.64s'?", needs.line, near);
		else
			COMPLAIN(lint, place, "needs-missing", "there is no task '%s': it would wait for ever", needs.line);
		if (near && place->text)
			findings_offer_name(lint->findings, place->text, 0, needs.line, near);
	}
}

struct walk {
	const struct lint *lint;
	char *met; /* by place in the world's tasks */
};

/* Whether a task that has not ended waits for ours in the end. */
static bool leads_back(struct walk *walk, const struct world_task *from)
{
	const struct lint_world *world = walk->lint->world;
	size_t at = (size_t)(from - world->tasks);
	struct lines needs;

	if (from->is_over || walk->met[at])
		return false;
	walk->met[at] = 1;
	LINES_EACH (needs, from->needs) {
		const struct world_task *next = world_task(world, needs.line);

		if (text_same(needs.line, walk->lint->spec->name) || (next && leads_back(walk, next))) {
			lines_stop(&needs);
			return true;
		}
	}
	return false;
}

static void lint_circle(const struct lint *lint)
{
	const struct lint_world *world = lint->world;
	_autofree_ char *met = mem_new(world->task_count + 1, 1);
	struct walk walk = {lint, met};
	struct lines needs;

	LINES_EACH (needs, lint->spec->needs) {
		const struct world_task *need = world_task(world, needs.line);

		if (need && !text_same(needs.line, lint->spec->name) && leads_back(&walk, need))
			COMPLAIN(lint, lint_entry(lint, "needs", needs.line), "needs-circle",
				 "'%s' needs this task in turn, so none of them would ever start", needs.line);
	}
}

static bool is_star(char c)
{
	return c == '*' || c == '?';
}

static bool is_end(char c)
{
	return !c || c == '\n';
}

/* Whether two patterns begin alike as far as they are without stars. */
static bool begin_alike(const char *a, const char *b)
{
	const char *begin = a;

	while (*a == *b && !is_end(*a) && !is_star(*a))
		a++, b++;
	/* A pattern that ends in '/' is everything below. */
	return is_star(*a) || is_star(*b) || (is_end(*a) && is_end(*b)) || (a > begin && a[-1] == '/');
}

static const char *next_entry(const char *entry)
{
	const char *end = strchrnul(entry, '\n');

	return end + (*end != 0);
}

/* A thousand tasks are a million pairs, and nearly none of them meet: this costs no copy. */
static bool lists_may_meet(const char *left, const char *right)
{
	for (const char *a = left; *a; a = next_entry(a))
		for (const char *b = right; *b; b = next_entry(b))
			if (begin_alike(a, b))
				return true;
	return false;
}

static bool may_meet(const struct lint *lint, const struct world_task *other)
{
	const struct task_spec *spec = lint->spec;

	return !other->is_over && strcmp(other->name, spec->name) != 0 &&
	       !lines_has(spec->needs, other->name) && !lines_has(other->needs ? other->needs : "", spec->name);
}

/* What tools write (lock files) is no reason: a merge settles it. */
static char *by_hand(const struct lint *lint)
{
	const char *generated = lint->world->config ? lint->world->config->generated : "";
	struct lines scope;
	char *list = mem_dup("");

	LINES_EACH (scope, lint->spec->scope)
		if (!lines_has(generated, scope.line) && !glob_match_any(generated, scope.line))
			lines_add(&list, scope.line);
	return list;
}

static void lint_overlap(const struct lint *lint)
{
	_autofree_ char *scope = by_hand(lint);
	const struct lint_world *world = lint->world;
	const struct world_task *first = 0;
	size_t more = 0;

	if (!*scope)
		return;
	for (size_t i = 0; i < world->task_count; i++) {
		const struct world_task *other = &world->tasks[i];

		if (!other->scope || !lists_may_meet(scope, other->scope) || !may_meet(lint, other) ||
		    !glob_lists_overlap(scope, other->scope))
			continue;
		more += first != 0;
		first = first ? first : other;
	}
	if (!first)
		return;
	if (more)
		COMPLAIN(lint, lint_place(lint, "scope"), "scope-overlap",
			 "it writes where '%.64s' and %zu more do: one after the other; needs would say which first", first->name,
			 more);
	else
		COMPLAIN(lint, lint_place(lint, "scope"), "scope-overlap",
			 "it writes where '%.64s' does: one after the other; needs would say which first", first->name);
}

void lint_needs(const struct lint *lint)
{
	if (lines_has(lint->spec->needs, lint->spec->name))
		COMPLAIN(lint, lint_entry(lint, "needs", lint->spec->name), "needs-self",
			 "'%s' waits for itself, so it would never start", lint->spec->name);
	if (!lint->world->tasks)
		return;
	lint_missing(lint);
	lint_circle(lint);
	lint_overlap(lint);
}
