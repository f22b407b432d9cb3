"""The objects of a meson build: which file of which room each one is, what it defines, what it wants."""
import pathlib
import subprocess


def name_of(path, build):
    """build/src/floor/libfloor.a.p/apply.c.o is floor/apply, build/src/leadhand.p/main.c.o is main."""
    *rooms, _target, file = path.relative_to(build).parts
    return "/".join(rooms[1:] + [file.removesuffix(".o").removesuffix(".c")])


def objects(build):
    """{"room/file": path}; of src/ only, and of the libraries and the program, not of a test."""
    build = pathlib.Path(build)
    return {name_of(path, build): path for path in sorted((build / "src").rglob("*.c.o"))}


def symbols(path):
    """(section, kind, name) of every symbol; the section is "*UND*" for what is wanted from elsewhere."""
    text = subprocess.run(["nm", "--format=sysv", path], capture_output=True, text=True, check=True).stdout
    for line in text.splitlines():
        parts = [part.strip() for part in line.split("|")]
        if len(parts) == 7 and parts[2] in "UTDBRCVWtdbr":
            yield parts[6], parts[2], parts[0].split("@")[0]
