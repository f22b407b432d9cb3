"""A lead who sits before a terminal: a program on a pty, what it shows, what is typed."""
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import threading

from lab import Failure, program


class Sitting:
    def __init__(self, lab, *args, rows=30, columns=100, argv=None):
        self.lab, self.screen, self.lock, self.is_closed = lab, b"", threading.Lock(), False
        self.master, slave = pty.openpty()
        self.resize(rows, columns)
        self.modes = termios.tcgetattr(slave)
        self.slave = slave
        self.process = subprocess.Popen(
            argv or [program(), *args], cwd=lab.repo, env={**lab.env, "TERM": "xterm-256color"}, stdin=slave, stdout=slave,
            stderr=slave, start_new_session=True, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def resize(self, rows, columns):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self):
        while not self.is_closed:
            if not select.select([self.master], [], [], 0.05)[0]:
                continue
            try:
                piece = os.read(self.master, 65536)
            except OSError:
                return
            if not piece:
                return
            with self.lock:
                self.screen += piece
            # What a terminal answers by itself: where the cursor is, what it is, its colours.
            if b"\x1b[6n" in piece:
                self.type("\x1b[1;1R")
            if b"\x1b[c" in piece:
                self.type("\x1b[?62;22c")

    def type(self, text):
        os.write(self.master, text.encode())

    def shown(self):
        with self.lock:
            return self.screen.decode("utf-8", "replace")

    def words(self):
        """The words that were written, whatever moved the cursor in between."""
        moved = re.sub(r"\x1b\[[0-9;]*[HGd]", " ", self.shown())
        plain = re.sub(r"\x1b(\[[0-9;?<>=]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)|[()][AB0]|[=>78M])", "", moved)
        return " ".join(plain.split())

    def sees(self, *texts, timeout=60):
        """Wait until one of these texts is there; which one."""
        def seen():
            words = self.words()
            return [text for text in texts if text in words]
        try:
            self.lab.until(lambda: seen() or self.process.poll() is not None, "", timeout)
        except Failure:
            pass
        if not seen():
            raise Failure(f"the terminal shows none of {texts}; status {self.process.poll()}; it shows:\n{self.shown()}")
        return seen()[0]

    def left(self, timeout=60):
        """Wait for the program's end: its status."""
        self.lab.until(lambda: self.process.poll() is not None, f"the program ends; it shows:\n{self.shown()}", timeout)
        return self.process.returncode

    def hang_up(self):
        """The window is closed."""
        self.is_closed = True
        self.reader.join()
        os.close(self.slave)
        os.close(self.master)
