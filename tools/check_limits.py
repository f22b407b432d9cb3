#!/usr/bin/env python3
"""Refuse what has grown too large to read: `check_limits.py TOP`. An exception stands in tools/limits.allow, one a
line, `rule place limit reason`, and is refused itself once nothing needs it."""
import pathlib
import re
import sys

LIMITS = {
    "file": (600, "lines in a .c file"),
    "header": (120, "lines in a header"),
    "includes": (8, "includes of our own in a .c file"),
    "function": (60, "lines in a function"),
    "parameters": (6, "parameters"),
    "nesting": (3, "levels of nesting"),
    "complexity": (15, "ways through a function (a switch counts once)"),
}
LOOP_MACROS = r"EACH|EACH_LIVE|GATES_EACH|LINES_EACH"
BRANCH = re.compile(rf"\b(?:if|for|while|switch|{LOOP_MACROS})\b|&&|\|\||\?(?!\?)")
NEST = re.compile(rf"^(\t+)(?:\}} )?(?:if|for|while|switch|do|else|{LOOP_MACROS})\b")


def code_of(text):
    """The text without what is in comments, strings and character constants; the lines stay where they are."""
    def blank(found):
        return re.sub(r"[^\n]", " ", found[0])
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', blank, text, flags=re.S)


def functions(lines):
    """(name, parameters, body lines) of each: it opens and closes with a brace in the first column."""
    start = None
    for number, line in enumerate(lines):
        if line == "{":
            start = number
        elif line == "}" and start is not None:
            head = start - 1
            while head > 0 and lines[head - 1].strip() and not re.search(r"[;}]\s*$|^#", lines[head - 1]):
                head -= 1
            text = " ".join(lines[head:start])
            found = re.search(r"(\w+)\((.*)\)\s*$", text)
            if found:
                yield found[1], 0 if found[2] in ("", "void") else parameters(found[2]), lines[start + 1:number]
            start = None


def parameters(text):
    depth = 0
    count = 1
    for char in text:
        depth += (char == "(") - (char == ")")
        count += char == "," and depth == 0
    return count


def measures(path, name):
    text = path.read_text()
    lines = code_of(text).split("\n")
    if path.suffix == ".h":
        yield "header", name, text.count("\n")
        return
    yield "file", name, text.count("\n")
    yield "includes", name, len(re.findall(r'^#include "', text, re.M))
    for function, count, body in functions(lines):
        place = f"{name}:{function}"
        yield "function", place, len(body)
        yield "parameters", place, count
        yield "complexity", place, 1 + sum(len(BRANCH.findall(line)) for line in body)
        yield "nesting", place, max([len(found[1]) for line in body if (found := NEST.match(line))], default=0)


def allowances(path):
    rows = {}
    for line in path.read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            rule, place, limit, reason = line.split(None, 3)
            rows[rule, place] = int(limit), reason
    return rows


def main():
    top = pathlib.Path(sys.argv[1])
    allowed = allowances(top / "tools/limits.allow")
    needed, bad, seen = set(), 0, 0
    for path in sorted((top / "src").rglob("*.[ch]")):
        name = str(path.relative_to(top))
        seen += 1
        for rule, place, value in measures(path, name):
            limit, what = LIMITS[rule]
            if value <= limit:
                continue
            if (rule, place) in allowed:
                needed.add((rule, place))
                limit = allowed[rule, place][0]
            if value > limit:
                print(f"{place}: {value} {what} (limit {limit}, rule '{rule}')")
                bad += 1
    for rule, place in sorted(set(allowed) - needed):
        print(f"tools/limits.allow: nothing needs '{rule} {place}' any more")
        bad += 1
    print(f"{seen} files, {bad} complaints")
    return bad != 0 or not seen


sys.exit(main())
