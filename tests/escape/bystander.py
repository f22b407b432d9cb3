"""A program of the lead's: it has a secret in its environment, its memory and on every kind of socket, and writes
down who came. Told: a file for what others must know to try, a socket's path, the secret, a file for visits."""
import ctypes
import json
import os
import selectors
import signal
import socket
import sys

signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
ready, path, secret, visits = sys.argv[1:5]
os.environ["BYSTANDER_TOKEN"] = secret
memory = ctypes.create_string_buffer(secret.encode() * 4)
selector = selectors.DefaultSelector()


def listen(kind, address, name):
    server = socket.socket(kind, socket.SOCK_STREAM)
    server.bind(address)
    server.listen(16)
    selector.register(server, selectors.EVENT_READ, name)
    return server


tcp = listen(socket.AF_INET, ("127.0.0.1", 0), "loopback")
allowed = listen(socket.AF_INET, ("127.0.0.1", 0), "allowed")
abstract = f"\0leadhand-escape-{os.getpid()}"
listen(socket.AF_UNIX, abstract, "abstract")
os.chdir(os.path.dirname(path))
listen(socket.AF_UNIX, os.path.basename(path), "agent's socket")
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.bind(("127.0.0.1", 0))
selector.register(udp, selectors.EVENT_READ, "datagram")
libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p
key = 0x5ec0000 + os.getpid() % 60000
shared = libc.shmget(key, 4096, 0o1666)
at = libc.shmat(shared, None, 0)
ctypes.memmove(at, secret.encode(), len(secret))
master, slave = os.openpty()
with open(ready + ".new", "w", encoding="utf-8") as file:
    json.dump({"port": tcp.getsockname()[1], "allowed_port": allowed.getsockname()[1], "udp": udp.getsockname()[1],
               "abstract": abstract, "socket": path, "key": key, "memory": ctypes.addressof(memory),
               "terminal": os.ttyname(slave)}, file)
os.rename(ready + ".new", ready)
try:
    while True:
        for found, _ in selector.select():
            with open(visits, "a", encoding="utf-8") as file:
                file.write(f"{found.data}\n")
            if found.data == "datagram":
                _, who = udp.recvfrom(2000)
                udp.sendto(secret.encode(), who)
                continue
            connection, _ = found.fileobj.accept()
            words = "hello" if found.data == "allowed" else secret
            connection.sendall(f"HTTP/1.0 200 OK\r\nContent-Length: {len(words)}\r\n\r\n{words}".encode())
            connection.close()
finally:
    libc.shmctl(shared, 0, None)
