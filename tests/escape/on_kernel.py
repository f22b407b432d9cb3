"""Attempts on the kernel: what a session asks of it that only its owner may have."""
from lair import attempt, claim, pids_of

# Name, words of the script, what the walls say of it. Each of these calls has to fail.
CALLS = [
    ("mounts a file system", 'call(165, b"none", b"/tmp", b"tmpfs", 0, None)', "mount"),
    ("mounts its folder anew, to be written", 'call(165, None, b"/usr", None, 0x1020, None)', "mount"),
    ("takes a mount away", 'call(166, b"/usr", 2)', "mount"),
    ("opens a file system by the new calls", 'call(430, b"proc", 0)', "fsopen|mount"),
    ("takes a tree of mounts with it", 'call(428, -100, b"/", 0x8000 | 1)', "open_tree|mount"),
    ("moves a mount", 'call(429, -100, b"/tmp", -100, b"/mnt", 0)', "move_mount|mount"),
    ("changes a mount's attributes", 'call(442, -100, b"/usr", 0, bytes(32), 32)', "mount_setattr|mount"),
    ("turns the root round", 'call(155, b".", b".")', "change the root"),
    ("makes itself a root", 'call(161, b"/tmp")', "change the root"),
    ("makes namespaces of its own", "call(272, 0x10000000 | 0x00020000)", "unshare|namespace"),
    ("starts a process in a user namespace of its own", "call(56, 0x10000000 | 17, 0, 0, 0, 0)", "clone|namespace"),
    ("joins a namespace", 'call(308, os.open("/proc/self/ns/mnt", os.O_RDONLY), 0)', "namespace"),
    ("opens the keyring of its user", "call(250, 0, -4, 1)", "keyctl|key"),
    ("leaves a key for others", 'call(248, b"user", b"lead", b"x", 1, -4)', "add_key|key"),
    ("asks for a key", 'call(249, b"user", b"lead", None, -4)', "request_key|key"),
    ("loads a program into the kernel", "call(321, 5, bytes(128), 128)", "bpf"),
    ("watches the processor's counters", "call(298, bytes([0, 0, 0, 0, 128]) + bytes(123), 0, -1, -1, 0)", "perf"),
    ("handles faults in user space", "call(323, 0)", "userfaultfd"),
    ("sets up an io_uring", "call(425, 8, ctypes.create_string_buffer(256))", "io_uring"),
    ("opens a file by its handle",
     'call(304, os.open("/", os.O_RDONLY), struct.pack("=II8s", 8, 1, bytes([2, 0, 0, 0, 0, 0, 0, 0])), 0)',
     "open_by_handle_at|handle"),
    ("watches all files of the machine", "call(300, 0, 0)", "fanotify"),
    ("loads a module", 'call(175, bytes(64), 64, b"")', "module"),
    ("loads a module from a file", 'call(313, os.open("/usr/bin/true", os.O_RDONLY), b"", 0)', "module"),
    ("loads another kernel", "call(246, 0, 0, None, 0)", "start another kernel"),
    ("restarts the machine", "call(169, 0xfee1dead, 672274793, 0x01234567, None)", "reboot"),
    ("swaps to a file of its own", 'call(167, b"/tmp/swap", 0)', "swap"),
    ("keeps accounts", 'call(163, b"/tmp/acct")', "accounting"),
    ("reads the kernel's log", "call(103, 3, ctypes.create_string_buffer(4096), 4096)", "kernel's messages"),
    ("sets the clock", "call(227, 0, struct.pack('qq', 1, 0))", "clock|time"),
    ("names the machine", 'call(170, b"evil", 4)', "rename the machine"),
    ("takes the ports of the machine", "call(172, 3)", "hardware"),
    ("changes a quota", 'call(179, 0x800007 << 8, b"/", 0, None)', "quota"),
    ("opens a socket for packets", "socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0x300)", "socket|packet"),
    ("opens a raw socket", "socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)", "socket|raw"),
    ("opens a socket to the machine's host", "socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM).connect((2, 22))",
     "socket|vsock"),
    ("opens a socket to the kernel's ciphers", "socket.socket(socket.AF_ALG, socket.SOCK_SEQPACKET)", "socket|alg"),
    ("opens a socket to the kernel's audit", "socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 9)", "socket|netlink"),
    ("makes a block device", 'os.mknod("disk", 0o60666, os.makedev(254, 0))', "mknod|device"),
    ("makes a device of the memory", 'os.mknod("memory", 0o20666, os.makedev(1, 1))', "mknod|device"),
]

for name, words, pattern in CALLS:
    attempt(name, f"hold({name!r}, lambda: {words})", pattern)

attempt("traces the first process", """
PTRACE_ATTACH, PTRACE_SEIZE = 16, 0x4206
for pid in (1, os.getppid()):
    if pid == 1 or pid != os.getpid():
        hold(f"attach to {pid}", lambda: call(101, PTRACE_ATTACH, pid, 0, 0))
        hold(f"seize {pid}", lambda: call(101, PTRACE_SEIZE, pid, 0, 0))
for pid in (VICTIM_PID, BESIDE["pid"]):
    let(f"attach to {pid}", lambda: call(101, PTRACE_ATTACH, pid, 0, 0))
hold("its descriptors", lambda: call(438, os.pidfd_open(1), 0, 0))
hold("its memory", lambda: os.open("/proc/1/mem", os.O_RDWR))
""", seen="words")

attempt("reads and writes the memory of another process", """
room = ctypes.create_string_buffer(64)
def reach(number, pid, address):
    own = struct.pack("=QQ", ctypes.addressof(room), 32)
    there = struct.pack("=QQ", address, 32)
    try:
        return call(number, pid, own, 1, there, 1, 0)
    except OSError as no:
        # It was let in, and only missed.
        if no.errno == errno.EFAULT:
            return "missed"
        raise
for number in (310, 311):
    hold(f"call {number} on the first process", lambda: reach(number, 1, 0x400000))
    hold(f"call {number} on the bystander", lambda: reach(number, BESIDE["pid"], BESIDE["memory"]))
print(room.raw)
""", seen="words")

attempt("types into its terminal", """
for fd in (0, 1, 2):
    hold(f"TIOCSTI on {fd}", lambda: fcntl.ioctl(fd, 0x5412, b"x"))
    # In the upper half, where a filter that looks at 64 bits sees another number.
    hold(f"a long TIOCSTI on {fd}", lambda: call(16, fd, (1 << 32) | 0x5412, b"x"))
hold("a terminal of its own", lambda: fcntl.ioctl(os.open("/dev/tty", os.O_RDWR), 0x5412, b"x"))
""", "ioctl|TIOCSTI|type|terminal")

attempt("pastes with the console's call", """
for fd in (0, 1, 2):
    hold(f"TIOCLINUX on {fd}", lambda: fcntl.ioctl(fd, 0x541C, b"\\x03"))
""", "ioctl|TIOCLINUX|terminal")

attempt("opens the lead's terminal", """
hold("it", lambda: os.open(BESIDE["terminal"], os.O_RDWR | os.O_NOCTTY))
for path in glob.glob("/dev/pts/[0-9]*"):
    hold(path, lambda: os.open(path, os.O_RDWR | os.O_NOCTTY))
""", seen="words")

attempt("calls the kernel by its 32 bit door", """
# mov eax, 21 (mount); xor ebx, ebx; int 0x80; ret
code = bytes([0xb8, 21, 0, 0, 0, 0x31, 0xdb, 0xcd, 0x80, 0xc3])
pid = os.fork()
if not pid:
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(code)
    result = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()
    os._exit(0 if result >= 0 else -result if result > -250 else 250)
_, status = os.waitpid(pid, 0)
print("int 0x80:", status)
if status == 0:
    print("BROKE int 0x80")
""", seen="words")

attempt("calls the kernel by its x32 door", """
def inner(number, *args):
    pid = os.fork()
    if not pid:
        try:
            call(0x40000000 | number, *args)
        except OSError:
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    print(number, "x32:", status)
    if status == 0:
        print("BROKE", number)
inner(165, b"none", b"/tmp", b"tmpfs", 0, None)
inner(272, 0x10000000)
inner(16, 0, 0x5412, b"x")
""", seen="words")

attempt("starts a process by clone3 in a user namespace", """
hold("clone3", lambda: call(435, struct.pack("=8Q", 0x10000000, 0, 0, 0, 17, 0, 0, 0), 64))
""", seen="words")

attempt("runs a program from memory", """
fd = os.memfd_create("innocent")
os.write(fd, open("/usr/bin/unshare", "rb").read())
pid = os.fork()
if not pid:
    os.execve(fd, ["unshare", "-Urm", "true"], {})
_, status = os.waitpid(pid, 0)
print("unshare from memory:", status)
if status == 0:
    print("BROKE a namespace")
""", "unshare|namespace")

attempt("reads the memory of every process", """
for folder in glob.glob("/proc/[0-9]*"):
    for name in ("environ", "cmdline", "maps"):
        peek(f"{folder}/{name}")
peek(f"/proc/{BESIDE['pid']}/environ")
peek(f"/proc/{VICTIM_PID}/environ")
def memory():
    with open(f"/proc/{BESIDE['pid']}/mem", "rb", buffering=0) as file:
        file.seek(BESIDE["memory"])
        return file.read(100)
hold("the bystander's memory", memory)
""", seen="words")

attempt("looks through the first process' eyes", """
for path in ("root", "cwd"):
    for rest in (LEAD_HOME + "/notes.txt", OUTSIDE + "/open.txt", LEAD + "/.env", VICTIM + "/upper/victim.txt",
                 STATE + "/floor.db"):
        peek(f"/proc/1/{path}{rest}")
for fd in glob.glob("/proc/[0-9]*/fd/*"):
    try:
        print(fd, os.readlink(fd))
    except OSError:
        pass
""", seen="words")

attempt("finds descriptors that were left open", """
for name in sorted(os.listdir("/proc/self/fd"), key=int):
    try:
        at = os.readlink(f"/proc/self/fd/{name}")
    except OSError:
        continue
    print(name, at)
    hold(f"the way out of {name}", lambda: os.stat("../../../../../../etc/hostname", dir_fd=int(name)) and None
         if int(name) > 2 and os.path.isdir(f"/proc/self/fd/{name}") and at != "/proc/self/fd" else os.stat("/none"))
    if int(name) > 2 and at.startswith("/") and not at.startswith(("/proc", "/dev/null", LAB + "/agents", LEAD)):
        print("BROKE a descriptor of", at)
""", seen="words")

attempt("tells the kernel what to run at a core dump", """
hold("core_pattern", lambda: overwrite("/proc/sys/kernel/core_pattern", b"|/tmp/evil", os.O_WRONLY))
hold("modprobe", lambda: overwrite("/proc/sys/kernel/modprobe", b"/tmp/evil", os.O_WRONLY))
""", "core_pattern")

attempt("presses the keys of the kernel", """
hold("sysrq", lambda: overwrite("/proc/sysrq-trigger", b"b", os.O_WRONLY))
hold("sysrq's setting", lambda: overwrite("/proc/sys/kernel/sysrq", b"1", os.O_WRONLY))
""", "sysrq")

attempt("lets a control group start its program", """
hold("release_agent", lambda: overwrite("/sys/fs/cgroup/release_agent", b"/tmp/evil"))
for path in glob.glob("/sys/fs/cgroup/**/release_agent", recursive=True):
    hold(path, lambda: overwrite(path, b"/tmp/evil"))
hold("uevent_helper", lambda: overwrite("/sys/kernel/uevent_helper", b"/tmp/evil"))
""", "/sys/")

attempt("leaves its control group", """
peek("/proc/self/cgroup")
for path in ("/sys/fs/cgroup", "/sys/fs/cgroup/unified", "/sys/fs/cgroup/memory", "/sys/fs/cgroup/pids"):
    hold(path, lambda: overwrite(path + "/cgroup.procs", b"0"))
hold("a tree of its own", lambda: call(165, b"none", b"/tmp", b"cgroup2", 0, None))
""", "cgroup")

attempt("writes who it is in its namespace", """
hold("uid_map", lambda: overwrite("/proc/self/uid_map", b"0 0 4294967295", os.O_WRONLY))
hold("setgroups", lambda: overwrite("/proc/self/setgroups", b"allow", os.O_WRONLY))
for number, name in ((105, "setuid"), (106, "setgid")):
    hold(name, lambda: call(number, 12345))
""", seen="words")

attempt("opens the devices of the machine", """
for name in ("mem", "kmem", "port", "sda", "vda", "nvme0n1", "loop0", "loop-control", "kmsg", "fuse", "kvm", "vsock",
             "tty0", "tty1", "dri/card0", "input/event0", "net/tun", "mapper/control", "snapshot", "hwrng"):
    hold(name, lambda: os.open("/dev/" + name, os.O_RDWR))
""", seen="words")

attempt("reads what the kernel tells of itself", """
for name in ("kcore", "kallsyms", "keys", "key-users", "kmsg", "cmdline", "iomem", "slabinfo", "timer_list", "config.gz",
             "sys/kernel/random/boot_id"):
    peek("/proc/" + name, 200)
for name in ("kcore", "kmsg"):
    hold(name, lambda: len(open("/proc/" + name, "rb", buffering=0).read(100)) or os.stat("/none"))
""", seen="words")

attempt("kills what it does not own", """
for pid in (VICTIM_PID, BESIDE["pid"]):
    let(f"kill {pid}", lambda: os.kill(pid, 9))
pid = os.fork()
if not pid:
    os.setsid()
    let("kill all", lambda: os.kill(-1, 9))
    os._exit(0)
""", seen="words", ends=False)

attempt("takes more than its share of the processor", """
hold("a higher priority", lambda: os.setpriority(os.PRIO_PROCESS, 0, -19))
hold("real time", lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50)))
hold("never to be killed", lambda: overwrite("/proc/self/oom_score_adj", b"-1000", os.O_WRONLY))
""", seen="words")

attempt("becomes root by a program of the system", """
for path in ("/usr/bin/su", "/usr/bin/sudo", "/usr/bin/mount", "/usr/bin/fusermount3", "/usr/bin/newgrp",
             "/usr/bin/chfn", "/usr/bin/pkexec"):
    if os.path.exists(path):
        print(path, oct(os.stat(path).st_mode))
hold_sh("mount -t tmpfs none /tmp")
hold_sh("su -c 'touch /usr/evil'")
print(open("/proc/self/status").read().split("Cap")[1:6])
if "CapEff:\\t0000000000000000" not in open("/proc/self/status").read():
    print("BROKE it has powers")
if "NoNewPrivs:\\t1" not in open("/proc/self/status").read():
    print("BROKE it may get powers")
""", "mount")

attempt("reads shared memory of others", """
for flag in (0, 0o1000):
    def attach():
        number = call(29, BESIDE["key"], 4096, flag | 0o600)
        libc.shmat.restype = ctypes.c_void_p
        return ctypes.string_at(libc.shmat(number, None, 0), 40)
    let("attach", attach)
print(open("/proc/sysvipc/shm").read())
""", seen="words")

attempt("dumps its core into the workspace", """
import resource
let("no limit", lambda: resource.setrlimit(resource.RLIMIT_CORE, (-1, -1)))
os.makedirs(NAME, exist_ok=True)
pid = os.fork()
if not pid:
    os.chdir(NAME)
    os.abort()
print(os.waitpid(pid, 0)[1] & 0x80, os.listdir(NAME))
if os.listdir(NAME) or glob.glob("core*"):
    print("BROKE there is a core")
""", seen="words")


def no_daemon_lives(world, deed):
    claim(not pids_of(f"daemon-of-{deed.task}"), "no daemon lives")


attempt("leaves a daemon that nobody could find", """
for twice in range(3):
    if not os.fork():
        os.setsid()
        if not os.fork():
            os.setsid()
            for fd in range(64):
                try:
                    os.close(fd)
                except OSError:
                    pass
            os.execve("/usr/bin/python3", ["python3", "-c", "import time, signal\\n"
                      "for n in (1, 2, 15): signal.signal(n, signal.SIG_IGN)\\ntime.sleep(3600)",
                      f"daemon-of-{NAME}"], {})
        os._exit(0)
""", seen="words", stands=no_daemon_lives)

attempt("floods the log with what it tries", """
for n in range(20000):
    try:
        call(165, b"none", b"/tmp", b"tmpfs", 0, None)
        print("BROKE mount")
        break
    except OSError:
        pass
for n in range(5000):
    try:
        os.open(f"/usr/flood-{n}", os.O_WRONLY | os.O_CREAT)
        print("BROKE write")
        break
    except OSError:
        pass
""", "mount", stands=lambda world, deed: claim(len(world.entries(deed)) < 400, "the log stays short"))
