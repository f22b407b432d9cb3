#!/usr/bin/env python3
"""No two files give the same name to something that others can link to: with one static library for each room the
linker takes whichever it finds first, and says nothing. `check_doubles.py BUILD`. Reads the objects."""
import sys

from objects import objects, symbols


def doubles(found):
    owners = {}
    for name, _section, kind, symbol in symbols(found):
        # Each program has one, and no library.
        if kind != "U" and kind.isupper() and symbol != "main":
            owners.setdefault(symbol, []).append(name)
    return {symbol: names for symbol, names in owners.items() if len(names) > 1}


def main():
    found = objects(sys.argv[1])
    bad = doubles(found)
    for symbol, names in sorted(bad.items()):
        print(f"{symbol}: defined in " + " and in ".join(f"src/{name}.c" for name in sorted(names)))
    print(f"{len(found)} objects, {len(bad)} complaints")
    return bool(bad) or not found


sys.exit(main())
