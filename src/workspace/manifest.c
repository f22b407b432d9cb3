/* manifest.c - see manifest.h. */
#include "workspace/manifest.h"

#include "base/glob.h"
#include "base/text.h"

static const char known[] =
	"**/package.json\n**/package-lock.json\n**/npm-shrinkwrap.json\n**/yarn.lock\n**/pnpm-lock.yaml\n"
	"**/bun.lock\n**/bun.lockb\n**/requirements*.txt\n**/pyproject.toml\n**/poetry.lock\n**/uv.lock\n"
	"**/setup.py\n**/setup.cfg\n**/Pipfile*\n**/Cargo.toml\n**/Cargo.lock\n**/go.mod\n**/go.sum\n"
	"**/Gemfile*\n**/*.gemspec\n**/composer.*\n**/mix.exs\n**/mix.lock\n**/CMakeLists.txt\n**/*.cmake\n"
	"**/meson.build\n**/meson.options\n**/meson_options.txt\n**/configure*\n**/Makefile*\n**/GNUmakefile\n"
	"**/*.mk\n**/build.gradle*\n**/settings.gradle*\n**/pom.xml\n**/.tool-versions\n**/.nvmrc\n"
	"**/.python-version\n**/Dockerfile\n**/flake.*";

static bool is_any(const char *changed, const char *patterns)
{
	struct lines walk;

	LINES_EACH(walk, changed) {
		if (!*walk.line || !glob_match_any(patterns, walk.line))
			continue;
		lines_stop(&walk);
		return true;
	}
	return false;
}

bool manifest_is_among(const char *changed, const char *when)
{
	return is_any(changed, when ? when : known);
}

bool manifest_has_attributes(const char *changed)
{
	return is_any(changed, "**/.gitattributes");
}
