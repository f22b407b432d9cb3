/* lint_names.c - files and symbols that the words name, when to stop, and how the class fares; see lint.h. */
#include "spec/lint.h"

#include "base/glob.h"
#include "base/mem.h"
#include "base/text.h"
#include "spec/prose.h"

#include <ctype.h>
#include <string.h>

enum { TOLD_MOST = 3, NAME_BYTES = 200, SYMBOL_LEAST = 3, FAILED_LEAST = 3 };

static const char path_letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./";
static const char symbol_letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

/* "a new file", "add", "create": what is named is yet to come. */
static bool is_yet_to_come(const char *body, size_t at)
{
	static const char *const words[] = {"new", "add", "adds", "create", "creates", "make", "makes", "write", "called",
					    "named", "introduce", "becomes", "move", "moves", "split", "rename", 0};
	size_t len;
	const char *sentence = prose_sentence(body, at, &len);
	_autofree_ char *copy = mem_dup_part(sentence, len);

	for (char *rest = copy, *word; (word = strsep(&rest, " \t\r\n,;:()"));)
		for (const char *const *w = words; *w; w++)
			if (!strcasecmp(word, *w))
				return true;
	return false;
}

static bool is_run(const struct task_spec *spec, const char *path)
{
	for (size_t i = 0; i < spec->accept_count; i++)
		if (strstr(spec->accept[i].run, path))
			return true;
	return false;
}

/* A path below a folder that is there, with an ending as files have: "src/serach/rank.c". */
static bool is_path_to_a_file(const struct lint *lint, const char *path)
{
	const char *slash = strrchr(path, '/'), *dot = strrchr(path, '.');
	_autofree_ char *top = mem_dup_part(path, strcspn(path, "/"));

	return slash && slash > path && dot && dot > slash + 1 && isalpha((unsigned char)dot[1]) && *top != '.' &&
	       !strstr(path, "//") && world_has_path(lint->world, top);
}

static bool is_unknown(const struct lint *lint, const char *path)
{
	return is_path_to_a_file(lint, path) && !world_has_path(lint->world, path);
}

/* A file that the task may make is taken for another one only where the names are a slip apart. */
static bool is_ours_to_make(const struct lint *lint, const char *path, const char *near)
{
	bool is_in_scope = !text_is_empty(lint->spec->scope) && glob_match_any(lint->spec->scope, path);

	return is_in_scope && (!near || !finding_is_slip(path, near) || is_run(lint->spec, path));
}

static void look_at_path(const struct lint *lint, size_t at, const char *path, size_t *told)
{
	_autofree_ char *near = 0;

	if (!is_unknown(lint, path) || is_yet_to_come(lint->body, at))
		return;
	near = world_near(lint->world, path);
	if (is_ours_to_make(lint, path, near))
		return;
	if (near)
		COMPLAIN_AT(lint, at, "path-unknown", "there is no '%.80s': did you mean '%.80s'?", path, near);
	else
		COMPLAIN_AT(lint, at, "path-unknown", "there is no '%.80s': correct it, or say that it is new", path);
	if (near)
		findings_offer_name(lint->findings, path, 0, path, near);
	++*told;
}

/* An entry without stars that is not there, beside a file whose name is a slip away. */
void lint_entries(const struct lint *lint)
{
	struct lines scope;

	LINES_EACH (scope, lint->spec->scope) {
		const struct yaml_value *place = lint_entry(lint, "scope", scope.line);
		_autofree_ char *near = 0;

		if (strpbrk(scope.line, "*?") || !is_unknown(lint, scope.line) || strstr(lint->spec->body, scope.line))
			continue;
		near = world_near(lint->world, scope.line);
		if (is_ours_to_make(lint, scope.line, near))
			continue;
		COMPLAIN(lint, place, "path-unknown", "there is no '%.80s': did you mean '%.80s'?", scope.line, near);
		if (place->text)
			findings_offer_name(lint->findings, place->text, 0, scope.line, near);
	}
}

static void lint_paths(const struct lint *lint)
{
	bool is_known = lint->world->files && !world_is_to_grow(lint->world, lint->spec->needs);
	size_t told = 0;

	for (size_t at = 0; is_known && lint->body[at] && told < TOLD_MOST;) {
		size_t len = strspn(lint->body + at, path_letters), whole = len;
		bool is_begun = at && strchr(":@~$", lint->body[at - 1]);

		while (len && strchr(".-", lint->body[at + len - 1]))
			len--;
		if (len > 2 && len < NAME_BYTES && !is_begun && lint->body[at + whole] != '*' && lint->body[at + whole] != '{') {
			_autofree_ char *path = mem_dup_part(lint->body + at, len);

			look_at_path(lint, at, path, &told);
		}
		at += whole ? whole : 1;
	}
}

/* "`rank_results()`", "`Backoff.Next(n)`": the name before the parenthesis, the caller's; NULL where the code is no call. */
static char *called(const char *code, size_t len)
{
	const char *open = memchr(code, '(', len), *name = open;

	if (!open || code[len - 1] != ')' || open == code)
		return 0;
	while (name > code && strchr(symbol_letters, name[-1]) && name[-1])
		name--;
	if ((size_t)(open - name) < SYMBOL_LEAST || isdigit((unsigned char)*name))
		return 0;
	for (const char *s = code; s < name; s++)
		if (!isalnum((unsigned char)*s) && !strchr("_.:>-", *s))
			return 0;
	return mem_dup_part(name, (size_t)(open - name));
}

/* What languages and their libraries bring: no repository says where it is, and it is not made by the task either. */
static bool is_common(const char *name)
{
	static const char common[] =
		"abs\nall\nany\nassert\natoi\nawait\ncalloc\nchmod\nclearInterval\nclearTimeout\nclose\nconnect\ndefer\ndict\n"
		"enumerate\nerrorf\nexec\nexecve\nexit\nfclose\nfetch\nfgets\nfilter\nfloat\nfopen\nfork\nformat\nfprintf\nfread\n"
		"free\nfseek\nfsync\nfwrite\ngetattr\ngetenv\nhasattr\nhash\nimport\ninput\nint\nisinstance\nissubclass\niter\n"
		"join\nkill\nlen\nlist\nlisten\nlstat\nmain\nmalloc\nmap\nmax\nmemcmp\nmemcpy\nmemmove\nmemset\nmin\nmkdir\nmmap\n"
		"mutex\nnext\nopen\npanic\nparse\nparseFloat\nparseInt\npipe\npoll\nprint\nprintf\nprintln\nproperty\nputs\nraise\n"
		"range\nread\nreadlink\nrealloc\nrealpath\nrecover\nrecv\nreduce\nremove\nrename\nrepr\nrequire\nreversed\nround\n"
		"select\nsend\nset\nsetInterval\nsetTimeout\nsetattr\nsleep\nsnprintf\nsocket\nsort\nsorted\nsplit\nsprintf\nsqrt\n"
		"sscanf\nstat\nstr\nstrcat\nstrchr\nstrcmp\nstrcpy\nstrdup\nstringify\nstrip\nstrlen\nstrncmp\nstrncpy\nstrstr\n"
		"strtol\nstrtoul\nsum\nsuper\nsystem\ntime\ntoString\ntrim\ntuple\ntype\nunlink\nunwrap\nusleep\nvars\nwait\n"
		"waitpid\nwrite\nzip\n";

	return text_ends(name, "Error") || text_ends(name, "Exception") || text_ends(name, "Warning") || lines_has(common, name);
}

static void lint_symbols(const struct lint *lint)
{
	const struct lint_world *world = lint->world;
	const char *body = lint->body;
	bool is_known = world->has_symbol && !world_is_to_grow(world, lint->spec->needs);
	size_t told = 0;

	for (size_t at = 0; is_known && body[at] && told < TOLD_MOST;) {
		size_t ticks = strspn(body + at, "`"), end;
		_autofree_ char *name = 0;

		if (!ticks) {
			at += strcspn(body + at, "`");
			continue;
		}
		end = prose_after_code(body, at);
		if (ticks == 1 && end > at + 2 && end - at < NAME_BYTES)
			name = called(body + at + 1, end - at - 2);
		if (name && !is_common(name) && !world->has_symbol(world->owner, name) && !is_yet_to_come(body, at)) {
			COMPLAIN_AT(lint, at, "symbol-unknown", "there is no '%.80s' in the repository: correct it, or say that it is new",
				    name);
			told++;
		}
		at = end;
	}
}

void lint_names(const struct lint *lint)
{
	lint_paths(lint);
	lint_symbols(lint);
}

void lint_stop(const struct lint *lint)
{
	const struct lint_world *world = lint->world;
	const struct task_spec *spec = lint->spec;
	struct world_class record = {0};
	long long most = spec->lines >= 0 ? spec->lines : world->config ? world->config->lines : 0;

	if (text_is_empty(spec->stop) && !text_same(spec->kind, "report") && spec->accept_count && !lint_is_meant(lint, "stop"))
		COMPLAIN(lint, lint_place(lint, "stop"), "stop-missing",
			 "nothing says when to stop and report: add stop: [new dependency], or what else it must not go on through");
	if (world->class_record)
		record = world->class_record(world->owner, spec->class);
	if (record.failed >= FAILED_LEAST && record.failed * 2 > record.ended)
		COMPLAIN(lint, lint_place(lint, "class"), "class-fails", "of %lld tries at class '%.64s', %lld brought no change",
			 record.ended, spec->class, record.failed);
	if (most > 0 && record.lines > most)
		COMPLAIN(lint, lint_place(lint, "budget"), "size-over",
			 "changes of class '%.64s' have %lld lines, and this one may have %lld: cut it in parts", spec->class,
			 record.lines, most);
}
