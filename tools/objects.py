"""The objects of a meson build: which file of which room each one is, what it defines, what it wants."""
import pathlib
import subprocess


def name_of(path, build):
    """build/src/floor/libfloor.a.p/apply.c.o is floor/apply, build/leadhand.p/src_main.c.o is main."""
    *rooms, _target, file = path.relative_to(build).parts
    return "/".join(rooms[1:] + [file.removesuffix(".c.o").removeprefix("src_")])


def objects(build):
    """{"room/file": path}; of src/ only, and of the libraries and the program, not of a test."""
    build = pathlib.Path(build)
    paths = sorted((build / "src").rglob("*.c.o")) + sorted((build / "leadhand.p").rglob("*.c.o"))
    return {name_of(path, build): path for path in paths}


def symbols(found):
    """(object, section, kind, symbol) for each of them; the kind U is what is wanted from elsewhere."""
    names = {str(path): name for name, path in found.items()}
    text = subprocess.run(["nm", "--format=sysv", *names], capture_output=True, text=True, check=True).stdout
    name = None
    for line in text.splitlines():
        if line.endswith(":") and line.startswith(("Symbols from ", "Undefined symbols from ")):
            name = names[line.split(" from ", 1)[1][:-1]]
        parts = [part.strip() for part in line.split("|")]
        if len(parts) == 7 and parts[2] in list("UTDBRCVWtdbr"):
            yield name, parts[6], parts[2], parts[0].split("@")[0]
