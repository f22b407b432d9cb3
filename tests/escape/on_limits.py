"""Attempts to use up the machine. Each ends by a limit, and the turn's end says which."""
from lair import attempt, claim


def attempt_on_limit(name, body, said="", **more):
    attempt(name, body, said, more.pop("seen", "log"), more.pop("stands", None), group="limits",
            ends=more.pop("ends", False), **more)


attempt_on_limit("starts processes without an end", """
import time
for n in range(100000):
    try:
        if not os.fork():
            while True:
                try:
                    os.fork()
                except OSError:
                    time.sleep(0.2)
    except OSError as no:
        print("no more:", no, flush=True)
        break
""", "no more", seen="words")

attempt_on_limit("fills the memory", """
print("begins", flush=True)
held = []
for n in range(3000):
    held.append(bytearray(os.urandom(1)) * (4 << 20))
print("BROKE 12 GiB")
""", "memory", needs_group=True)

attempt_on_limit("fills the memory by many processes", """
for n in range(20):
    if not os.fork():
        held = []
        import time
        try:
            for n in range(30):
                held.append(bytearray(os.urandom(1)) * (4 << 20))
        except MemoryError:
            os._exit(1)
        time.sleep(8)
        os._exit(0)
ended = [os.wait()[1] for n in range(20)]
if any(ended):
    print("some had none:", sum(map(bool, ended)))
    raise SystemExit(3)
print("took 2.4 GiB")
""", "memory", needs_group=True, stands=lambda world, deed: claim(
    not world.has_groups or "took" not in world.raw(deed), "together they stay within the limit"))

attempt_on_limit("fills the memory by files that have none on disk", """
try:
    for n in range(64):
        with open(f"/dev/shm/x{n}", "wb") as file:
            file.write(os.urandom(1 << 20) * 64)
    print("BROKE 4 GiB")
except OSError as no:
    print("no more:", no)
    raise SystemExit(3)
""", "memory|status 3")

attempt_on_limit("fills the disk by one file", """
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
os.makedirs(NAME)
try:
    with open(NAME + "/x", "wb") as file:
        for n in range(2000):
            file.write(os.urandom(1 << 20) * 4)
    print("BROKE 8 GB")
except OSError as no:
    print("no more:", no)
    raise SystemExit(3)
""", "disk|status 3")

attempt_on_limit("fills the disk by many files", """
import time
os.makedirs(NAME)
piece = os.urandom(1 << 20)
for n in range(1500):
    with open(f"{NAME}/{n}", "wb") as file:
        file.write(piece * 2)
    time.sleep(0.01)
print("BROKE 3 GB")
""", "disk")

attempt_on_limit("fills its home and /tmp", """
import time
piece = os.urandom(1 << 20)
for n in range(1500):
    for folder in (os.environ["HOME"], "/tmp"):
        with open(f"{folder}/{n}", "wb") as file:
            file.write(piece)
    time.sleep(0.01)
print("BROKE 3 GB")
""", "disk")

attempt_on_limit("makes a million files", """
os.makedirs(NAME)
for n in range(1000):
    os.mkdir(f"{NAME}/{n}")
    for k in range(1000):
        os.close(os.open(f"{NAME}/{n}/{k}", os.O_CREAT | os.O_WRONLY))
print("BROKE a million")
import time
time.sleep(10)
""", "disk")

attempt_on_limit("opens files without an end", """
held = []
try:
    while len(held) < 100000:
        held.append(os.open("/dev/null", os.O_RDONLY))
    print("BROKE", len(held))
except OSError as no:
    print("no more:", no, len(held))
""", "no more", seen="words", ends=True)

attempt_on_limit("raises its own limits", """
import resource
def higher(what, hard):
    try:
        resource.setrlimit(what, (hard + 1, hard + 1))
    except ValueError as no:
        raise OSError(1, str(no))
for what in (resource.RLIMIT_NPROC, resource.RLIMIT_DATA, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE,
             resource.RLIMIT_CORE):
    soft, hard = resource.getrlimit(what)
    print(what, soft, hard)
    if hard != resource.RLIM_INFINITY:
        hold(f"limit {what}", lambda: higher(what, hard))
""", seen="words", ends=True)

attempt_on_limit("sleeps when its time is over and hears nothing", """
import signal, time
for number in (1, 2, 15):
    signal.signal(number, signal.SIG_IGN)
print("holds out", flush=True)
time.sleep(3600)
""", "time|late", budget={"time": "5s"})
