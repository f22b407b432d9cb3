/* land.c - merging and committing, without a work tree; see land.h. Moving the branch is in move.c. */
#include "land/land.h"

#include "base/mem.h"
#include "base/text.h"
#include "land/message.h"
#include "sys/git.h"

#include <string.h>

enum { MAX_PATH = 4096 };

static struct git lead_git(const struct land *land)
{
	return (struct git){ .dir = land->git_dir, .git_dir = land->git_dir };
}

int land_tip(const struct land *land, char **commit, struct err *err)
{
	_autofree_ char *ref = mem_printf("refs/heads/%s", land->target);
	struct git git = lead_git(land);

	return git_commit_of(&git, ref, commit, err);
}

static int check_related(const struct git *git, const char *tip, const char *change, struct err *err)
{
	int status;

	if (git_ask(git, GIT("merge-base", tip, change), 0, &status, 0, err))
		return err->code;
	if (status)
		return err_set(err, ERR_CONFLICT, "the change has no history in common with the target branch");
	return 0;
}

int land_merge(const struct land *land, const char *tip, const char *change,
	       struct land_merge *merge, struct err *err)
{
	const char *const argv[] = { "merge-tree", "--write-tree", "--name-only", "--no-messages", "-z",
				     tip, change, 0 };
	_cleanup_(land_merge_release) struct land_merge made = { 0 };
	struct git git = lead_git(land);
	_autofree_ char *said = 0;
	int status;

	if (check_related(&git, tip, change, err))
		return err->code;
	/* The tree and then the names, each with its NUL; git_ask() adds the last one. */
	if (git_ask(&git, argv, 0, &status, &said, err))
		return err->code;
	if (status > 1 || !text_is_oid(said))
		return err_set(err, ERR_CHILD, "git merge-tree: it gave no tree");
	if (!status)
		made.tree = mem_dup(said);
	for (const char *name = said + strlen(said) + 1; status && *name; name += strlen(name) + 1) {
		_autofree_ char *clean = text_clean(name, strlen(name), MAX_PATH);

		if (!lines_has(made.conflicts, clean))
			lines_add(&made.conflicts, clean);
	}
	/* Two sides may disagree about a folder's name without a file in conflict. */
	if (status && !made.conflicts)
		made.conflicts = mem_dup("(git names no path)");
	*merge = move(&made);
	return 0;
}

void land_merge_release(struct land_merge *merge)
{
	free(merge->tree);
	free(merge->conflicts);
	*merge = (struct land_merge){ 0 };
}

/* A setting of the lead's, the caller's; "" where there is none. */
static char *setting(const struct git *git, const char *key)
{
	_autofree_ char *value = 0;
	struct err none = ERR_INIT;
	int status;

	if (git_ask(git, GIT("config", "--get", key), 0, &status, &value, &none)) {
		err_release(&none);
		return mem_dup("");
	}
	value[strcspn(value, "\n")] = 0;
	return steal(&value);
}

static char *lead_person(const struct git *git)
{
	_autofree_ char *name = setting(git, "user.name"), *mail = setting(git, "user.email");

	return *name && *mail ? mem_printf("%s <%s>", name, mail) : mem_dup("");
}

int land_commit(const struct land *land, const char *tip, const char *tree,
		const struct land_message *message, const char *ref, char **commit,
		struct err *err)
{
	struct git git = lead_git(land);
	_autofree_ char *person = lead_person(&git), *text = message_text(message), *made = 0;
	_autofree_ char *author = 0, *author_mail = 0, *committer = 0, *committer_mail = 0;
	_autofree_ char *author_date = mem_printf("GIT_AUTHOR_DATE=@%lld +0000", message->at_ms / 1000);
	_autofree_ char *committer_date = mem_printf("GIT_COMMITTER_DATE=@%lld +0000", message->at_ms / 1000);

	message_person(message->author, "GIT_AUTHOR", &author, &author_mail);
	message_person(person, "GIT_COMMITTER", &committer, &committer_mail);
	git.env = (const char *const[]){ author, author_mail, author_date, committer, committer_mail,
					 committer_date, 0 };
	if (git_feed(&git, GIT("-c", "i18n.commitEncoding=UTF-8", "commit-tree", tree, "-p", tip, "-F", "-"),
		     text, strlen(text), &made, err))
		return err->code;
	made[strcspn(made, "\n")] = 0;
	if (git_set_ref(&git, ref, made, 0, "leadhand: land", err))
		return err->code;
	*commit = steal(&made);
	return 0;
}
