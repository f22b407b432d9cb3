"""How long `leadhand lint` takes over many tasks in a repository of some thousand files."""
import json

from common import PROGRAM, row, seconds
from place import Place

TASKS, FILES, PER_FOLDER, RUNS = 1000, 5000, 20, 9
WORDS = ("The total of a cart of folder {folder} goes below zero where a discount is larger than the price. "
         "`total_{n}()` in src/d{folder:03}/f{n:05}.c has to stop at 0, and say so in the log. Reported in ticket {n}.\n")


def task(number):
    folder = number % (FILES // PER_FOLDER)
    needs = f"needs: [task-{number - 1}]\n" if number % 3 == 1 else ""
    return (f"---\ntitle: Discounts of folder {folder} stop at zero\nscope: [\"src/d{folder:03}/f{number:05}.c\", \"tests/n{number}/**\"]\n"
            f"{needs}stop: [public API change]\naccept:\n  - {{run: sh tests/run.sh {number}, red: true}}\n  - make lint && make test\n---\n"
            + WORDS.format(folder=folder, n=number))


def fill(place):
    """Files whose words are looked for, and tasks that name some of them."""
    for number in range(FILES):
        path = place.repo / f"src/d{number // PER_FOLDER:03}/f{number:05}.c"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"int total_{number}_{line}(void); /* of line {line} */\n" for line in range(60))
                        + f"int total_{number}(void);\n")
    (place.repo / "tests").mkdir()
    (place.repo / "tests/run.sh").write_text("exit 0\n")
    (place.repo / "Makefile").write_text("test lint:\n\ttrue\n")
    place.git("add", "-A")
    place.git("commit", "-q", "-m", "files")
    for number in range(TASKS):
        (place.repo / f".leadhand/tasks/task-{number}.md").write_text(task(number))


def lint_1000(runs):
    """1,000 tasks, and one of them: what is to be known of the repository is found out once."""
    with Place("agents: {nobody: {kind: command, run: [\"true\"]}}\nagent: nobody\n") as place:
        fill(place)
        found = json.loads(place.run("lint", "--json").stdout)
        unfit = [one for one in found["tasks"] if not one["fit"]]
        if len(found["tasks"]) != TASKS or unfit:
            raise SystemExit(f"bench: of {len(found['tasks'])} tasks some are not fit: {unfit[:1]}")
        took = {"": [], ", one of them": []}
        peer = []
        for _ in range(min(runs, RUNS)):
            for what, words in (("", []), (", one of them", ["task-7"])):
                took[what].append(1000 * seconds([PROGRAM, "lint", *words], place.repo, place.env))
            peer.append(1000 * seconds(["git", "grep", "-qw", "total_4999", "main"], place.repo, place.env))
    note = f"in {FILES:,} files; the peer is git grep for one of the words"
    return [row("lint-1000" + what, "ms", values, peer, note) for what, values in took.items()]
