"""What a hostile script has at hand inside a session: system calls by number, and words about what came of them.

A line "BROKE ..." says that something worked which must not; "over" says that the script came to its end.
"""
import ctypes
import errno
import fcntl
import glob
import mmap
import os
import socket
import struct
import subprocess
import sys

__all__ = ["ctypes", "errno", "fcntl", "glob", "mmap", "os", "socket", "struct", "subprocess", "sys", "call", "hold",
           "let", "peek", "sh", "hold_sh", "overwrite", "save", "over", "libc"]

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long


def tell(words):
    print(words.encode("ascii", "backslashreplace").decode(), flush=True)


def call(number, *args):
    """A system call as the kernel has it; a refusal is an OSError."""
    ctypes.set_errno(0)
    given = [ctypes.c_long(arg) if isinstance(arg, int) else arg for arg in args]
    result = libc.syscall(ctypes.c_long(number), *given)
    if result < 0:
        raise OSError(ctypes.get_errno(), errno.errorcode.get(ctypes.get_errno(), "?"))
    return result


def attempt_at(function):
    """What came of it: (whether it worked, words)."""
    try:
        return True, repr(function())[:400]
    except OSError as no:
        return False, errno.errorcode.get(no.errno, str(no))
    except ValueError as no:
        return False, str(no)


def hold(what, function):
    """This has to fail."""
    worked, words = attempt_at(function)
    tell(f"BROKE {what}: {words}" if worked else f"{what}: {words}")
    return worked


def let(what, function):
    """This may work, or not: others look at what came of it."""
    worked, words = attempt_at(function)
    tell(f"{what}: {'did ' if worked else ''}{words}")
    return worked


def peek(path, most=4000):
    """Print what stands there: a secret in it is found in what was printed."""
    def read():
        with open(path, "rb", buffering=0) as file:
            return (file.read(most) or b"")[:most]
    let(f"reads {path}", read)


def sh(command):
    done = subprocess.run(["/bin/sh", "-c", command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)
    tell(f"$ {command}: {done.returncode}: {done.stdout[-600:]!r}")
    return done.returncode


def hold_sh(command):
    if sh(command) == 0:
        tell(f"BROKE {command}")


def overwrite(path, text=b"overwritten by a session\n", flags=os.O_WRONLY | os.O_CREAT):
    fd = os.open(path, flags, 0o644)
    try:
        return os.write(fd, text)
    finally:
        os.close(fd)


def save(message="work"):
    return sh(f"git add -A && git commit -q -m '{message}'")


def over():
    tell("over")
