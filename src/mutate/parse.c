/* parse.c - see parse.h. */
#include "mutate/parse.h"

#include "mutate/operators.h"

#include "base/mem.h"
#include "base/text.h"

#include <clang-c/CXCompilationDatabase.h>
#include <clang-c/Index.h>
#include <ctype.h>
#include <string.h>

enum { FLAGS_MOST = 500 };

struct parser {
	CXIndex index;
	CXCompilationDatabase database; /* NULL where there is none */
	const char *const *flags;
};

struct walk {
	const struct parse_file *file;
	void (*each)(void *owner, const struct change *change);
	void *owner;
};

/* A stretch of the file. */
struct stretch {
	size_t from, to;
};

struct parser *parser_new(const char *folder, const char *const *flags)
{
	struct parser *parser = mem_new(1, sizeof *parser);
	CXCompilationDatabase_Error why;

	parser->index = clang_createIndex(0, 0);
	parser->flags = flags;
	parser->database = folder ? clang_CompilationDatabase_fromDirectory(folder, &why) : 0;
	return parser;
}

void parser_free(struct parser *parser)
{
	if (!parser)
		return;
	if (parser->database)
		clang_CompilationDatabase_dispose(parser->database);
	clang_disposeIndex(parser->index);
	free(parser);
}

static char *take(CXString string)
{
	const char *text = clang_getCString(string);
	char *copy = mem_dup(text ? text : "");

	clang_disposeString(string);
	return copy;
}

/* What a command of the database says, but for the compiler, what it reads and what it writes. */
static void add_command(CXCompileCommand command, char **list)
{
	_autofree_ char *file = take(clang_CompileCommand_getFilename(command));
	_autofree_ char *folder = take(clang_CompileCommand_getDirectory(command));
	unsigned count = clang_CompileCommand_getNumArgs(command);
	bool is_output = false;

	lines_add(list, "-working-directory");
	lines_add(list, folder);
	for (unsigned i = 1; i < count; i++) {
		_autofree_ char *word = take(clang_CompileCommand_getArg(command, i));
		bool is_next = !strcmp(word, "-o") || !strcmp(word, "-MF") || !strcmp(word, "-MQ") || !strcmp(word, "-MT");

		if (!is_output && !is_next && strcmp(word, "-c") && strcmp(word, "--") && strcmp(word, file) && strncmp(word, "-M", 2))
			lines_add(list, word);
		is_output = is_next;
	}
}

static char *flags_of(const struct parser *parser, const char *full, const char *top)
{
	char *list = 0;
	CXCompileCommands commands = 0;

	for (const char *const *flag = parser->flags; flag && *flag; flag++)
		lines_add(&list, *flag);
	if (list)
		return list;
	if (parser->database)
		commands = clang_CompilationDatabase_getCompileCommands(parser->database, full);
	if (commands && clang_CompileCommands_getSize(commands)) {
		add_command(clang_CompileCommands_getCommand(commands, 0), &list);
	} else {
		static const char *const folders[] = { "", "/include", "/src", "/lib", 0 };

		for (const char *const *folder = folders; *folder; folder++) {
			_autofree_ char *flag = mem_printf("-I%s%s", top, *folder);

			lines_add(&list, flag);
		}
		lines_add(&list, "-D_GNU_SOURCE");
	}
	if (commands)
		clang_CompileCommands_dispose(commands);
	return list;
}

static CXTranslationUnit read_unit(const struct parser *parser, const struct parse_file *file)
{
	_autofree_ char *full = mem_printf("%s/%s", file->top, file->path);
	_autofree_ char *list = flags_of(parser, full, file->top);
	struct CXUnsavedFile unsaved = { full, file->bytes, file->len };
	const char *words[FLAGS_MOST];
	char *copy[FLAGS_MOST];
	int count = 0;
	CXTranslationUnit unit = 0;
	struct lines walk;

	LINES_EACH(walk, list)
		if (count < FLAGS_MOST - 2)
			words[count] = copy[count] = mem_dup(walk.line), count++;
	if (text_ends(file->path, ".h")) {
		words[count] = copy[count] = mem_dup("-xc");
		count++;
	}
	(void)clang_parseTranslationUnit2(parser->index, full, words, count, &unsaved, 1, CXTranslationUnit_KeepGoing, &unit);
	for (int i = 0; i < count; i++)
		free(copy[i]);
	return unit;
}

static size_t errors_of(CXTranslationUnit unit)
{
	unsigned count = clang_getNumDiagnostics(unit);
	size_t errors = 0;

	for (unsigned i = 0; i < count; i++) {
		CXDiagnostic diagnostic = clang_getDiagnostic(unit, i);

		errors += clang_getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Error;
		clang_disposeDiagnostic(diagnostic);
	}
	return errors;
}

/* Where it stands in the file. False for what a macro brought: then it begins and ends where the macro is named. */
static bool find(const struct walk *walk, CXCursor cursor, struct stretch *out)
{
	CXSourceRange range = clang_getCursorExtent(cursor);
	CXSourceLocation begin = clang_getRangeStart(range);
	unsigned from, to, spelled;

	clang_getExpansionLocation(begin, 0, 0, 0, &from);
	clang_getSpellingLocation(begin, 0, 0, 0, &spelled);
	clang_getExpansionLocation(clang_getRangeEnd(range), 0, 0, 0, &to);
	*out = (struct stretch){ from, to };
	return from < to && to <= walk->file->len && from == spelled && clang_Location_isFromMainFile(begin) &&
	       operator_is_whole(walk->file->bytes + from, to - from);
}

static void offer(const struct walk *walk, struct stretch old, const char *with)
{
	walk->each(walk->owner, &(struct change){ walk->file->path, walk->file->bytes, old.from, old.to - old.from, with, false });
}

/* One more or one less: beside a limit that is kept in the next line it is the same program. */
static void offer_number(const struct walk *walk, struct stretch old, const char *with)
{
	walk->each(walk->owner, &(struct change){ walk->file->path, walk->file->bytes, old.from, old.to - old.from, with, true });
}

static bool is_text(const struct walk *walk, struct stretch at, const char *text)
{
	return at.to - at.from == strlen(text) && !memcmp(walk->file->bytes + at.from, text, at.to - at.from);
}

struct family {
	CXCursor children[2];
	unsigned count;
};

static enum CXChildVisitResult add_child(CXCursor child, CXCursor parent, CXClientData data)
{
	struct family *family = data;

	(void)parent;
	if (family->count < 2)
		family->children[family->count] = child;
	family->count++;
	return CXChildVisit_Continue;
}

static struct family family_of(CXCursor cursor)
{
	struct family family = { .count = 0 };

	clang_visitChildren(cursor, add_child, &family);
	return family;
}

static void change_operator(const struct walk *walk, CXCursor cursor)
{
	struct family family = family_of(cursor);
	struct stretch left, right;
	const char *others[OPERATOR_OTHERS];
	size_t at, len;

	if (family.count != 2 || !find(walk, family.children[0], &left) || !find(walk, family.children[1], &right) ||
	    left.to >= right.from ||
	    !operator_others(walk->file->bytes + left.to, right.from - left.to, others, &at, &len))
		return;
	for (int i = 0; i < OPERATOR_OTHERS && others[i]; i++)
		offer(walk, (struct stretch){ left.to + at, left.to + at + len }, others[i]);
}

/* `!x`, `-x`, and `x++`, but where a loop counts with it: that only goes on for ever. */
static void change_unary(const struct walk *walk, CXCursor cursor, CXCursor parent)
{
	struct stretch all;
	const char *text;

	if (!find(walk, cursor, &all))
		return;
	text = walk->file->bytes + all.from;
	if (*text == '!' || (*text == '-' && text[1] != '-'))
		offer(walk, (struct stretch){ all.from, all.from + 1 }, "");
	if (clang_getCursorKind(parent) == CXCursor_ForStmt || all.to - all.from < 3)
		return;
	for (int is_behind = 0; is_behind < 2; is_behind++) {
		struct stretch op = is_behind ? (struct stretch){ all.to - 2, all.to } : (struct stretch){ all.from, all.from + 2 };

		if (is_text(walk, op, "++"))
			offer(walk, op, "--");
		else if (is_text(walk, op, "--"))
			offer(walk, op, "++");
	}
}

static void change_literal(const struct walk *walk, CXCursor cursor, CXCursor parent)
{
	struct stretch at;
	_autofree_ char *old = 0, *more = 0, *less = 0;
	long long number;

	/* The size of an array. */
	if ((clang_getCursorKind(parent) == CXCursor_VarDecl && clang_getCursorType(parent).kind == CXType_ConstantArray) ||
	    !find(walk, cursor, &at))
		return;
	old = mem_dup_part(walk->file->bytes + at.from, at.to - at.from);
	if (text_to_number(old, &number) && (*old != '0' || number == 0)) {
		more = mem_printf("%lld", number + 1);
		less = number ? mem_printf("%lld", number - 1) : 0;
	} else {
		more = mem_printf("(%s + 1)", old);
		less = mem_printf("(%s - 1)", old);
	}
	offer_number(walk, at, more);
	if (less)
		offer_number(walk, at, less);
}

/* What stands between the parentheses of an if or a while, or before a question mark. */
static void negate(const struct walk *walk, CXCursor cursor)
{
	struct family family = family_of(cursor);
	struct stretch at;
	_autofree_ char *with = 0;

	if (!family.count || !find(walk, family.children[0], &at) || walk->file->bytes[at.from] == '!')
		return;
	with = mem_printf("!(%.*s)", (int)(at.to - at.from), walk->file->bytes + at.from);
	offer(walk, at, with);
}

static bool is_whole_number(enum CXTypeKind kind)
{
	return kind >= CXType_Char_U && kind <= CXType_Int128;
}

static void change_return(const struct walk *walk, CXCursor cursor)
{
	struct family family = family_of(cursor);
	struct stretch at;
	enum CXTypeKind kind;
	_autofree_ char *with = 0;

	if (family.count != 1 || !find(walk, family.children[0], &at))
		return;
	kind = clang_getCanonicalType(clang_getCursorType(family.children[0])).kind;
	if (kind == CXType_Bool)
		with = mem_printf("!(%.*s)", (int)(at.to - at.from), walk->file->bytes + at.from);
	else if (is_whole_number(kind) || kind == CXType_Enum || kind == CXType_Double || kind == CXType_Float)
		with = mem_dup(is_text(walk, at, "0") ? "1" : "0");
	else if (kind == CXType_Pointer && !is_text(walk, at, "0"))
		with = mem_dup("0");
	if (with)
		offer(walk, at, with);
}

/* The name of the function that is called; "" where the call is a macro's, or by a pointer. */
static char *callee_of(const struct walk *walk, CXCursor cursor)
{
	char *name = take(clang_getCursorSpelling(cursor));
	struct stretch at;

	if (!find(walk, cursor, &at) || at.to - at.from < strlen(name) ||
	    strncmp(walk->file->bytes + at.from, name, strlen(name)))
		*name = 0;
	return name;
}

/* A statement that does something, gone. */
static void delete_statement(const struct walk *walk, CXCursor cursor, CXCursor parent)
{
	struct stretch at;

	if (clang_getCursorKind(parent) == CXCursor_CompoundStmt && find(walk, cursor, &at))
		offer(walk, at, "");
}

static bool is_assignment(const struct walk *walk, CXCursor cursor)
{
	struct family family = family_of(cursor);
	struct stretch left, right;

	if (family.count != 2 || !find(walk, family.children[0], &left) || !find(walk, family.children[1], &right))
		return false;
	while (left.to < right.from && isspace((unsigned char)walk->file->bytes[left.to]))
		left.to++;
	return left.to + 1 < right.from && walk->file->bytes[left.to] == '=' && walk->file->bytes[left.to + 1] != '=';
}

static enum CXChildVisitResult visit_call(const struct walk *walk, CXCursor cursor, CXCursor parent)
{
	_autofree_ char *name = callee_of(walk, cursor);

	if (operator_is_arid(name))
		return CXChildVisit_Continue;
	if (*name)
		delete_statement(walk, cursor, parent);
	return CXChildVisit_Recurse;
}

/* What a case is for: the compiler's, and twice the same is none. */
static bool is_label(CXCursor cursor, CXCursor parent)
{
	return clang_getCursorKind(parent) == CXCursor_CaseStmt &&
	       clang_equalRanges(clang_getCursorExtent(family_of(parent).children[0]), clang_getCursorExtent(cursor));
}

static enum CXChildVisitResult visit(CXCursor cursor, CXCursor parent, CXClientData data)
{
	const struct walk *walk = data;

	if (is_label(cursor, parent))
		return CXChildVisit_Continue;
	switch ((int)clang_getCursorKind(cursor)) {
	case CXCursor_FunctionDecl:
	case CXCursor_VarDecl:
		return clang_Location_isFromMainFile(clang_getCursorLocation(cursor)) ? CXChildVisit_Recurse : CXChildVisit_Continue;
	case CXCursor_EnumDecl:
	case CXCursor_StructDecl:
	case CXCursor_UnionDecl:
	case CXCursor_TypedefDecl:
	case CXCursor_StaticAssert:
	case CXCursor_UnaryExpr:
		return CXChildVisit_Continue;
	case CXCursor_CallExpr:
		return visit_call(walk, cursor, parent);
	case CXCursor_BinaryOperator:
		change_operator(walk, cursor);
		if (is_assignment(walk, cursor))
			delete_statement(walk, cursor, parent);
		break;
	case CXCursor_CompoundAssignOperator:
		change_operator(walk, cursor);
		delete_statement(walk, cursor, parent);
		break;
	case CXCursor_UnaryOperator:
		change_unary(walk, cursor, parent);
		break;
	case CXCursor_IntegerLiteral:
		change_literal(walk, cursor, parent);
		break;
	case CXCursor_IfStmt:
	case CXCursor_WhileStmt:
	case CXCursor_ConditionalOperator:
		negate(walk, cursor);
		break;
	case CXCursor_ReturnStmt:
		change_return(walk, cursor);
		break;
	case CXCursor_BreakStmt:
	case CXCursor_ContinueStmt:
		delete_statement(walk, cursor, parent);
		break;
	}
	return CXChildVisit_Recurse;
}

int parse_changes(struct parser *parser, const struct parse_file *file,
		  void (*each)(void *owner, const struct change *change), void *owner, size_t *errors, struct err *err)
{
	CXTranslationUnit unit = read_unit(parser, file);
	struct walk walk = { file, each, owner };

	if (!unit)
		return err_set(err, ERR_USAGE, "clang cannot read '%s': look at the compiler's flags", file->path);
	*errors = errors_of(unit);
	clang_visitChildren(clang_getTranslationUnitCursor(unit), visit, &walk);
	clang_disposeTranslationUnit(unit);
	return 0;
}

bool parse_stands(struct parser *parser, const struct parse_file *file, size_t errors)
{
	CXTranslationUnit unit = read_unit(parser, file);
	bool stands = unit && errors_of(unit) <= errors;

	if (unit)
		clang_disposeTranslationUnit(unit);
	return stands;
}
