"""Attempts on leadhand itself: its door, its words, its journals, and the lead's eyes."""
from lair import attempt, claim, expect

attempt("approves its own work", """
os.makedirs(NAME)
overwrite(NAME + "/work.txt")
save()
for words in (f"approve {NAME}", f"--repo {LEAD} approve {NAME}", f"approve --repo {LEAD} {NAME}", f"cancel victim",
              "down --now", "up --unsafe", "gc", f"resume {NAME}"):
    sh(f"leadhand {words}")
""", seen="words", stands=lambda world, deed: expect(world.rows[deed.task]["state"], "review", "its state"))

attempt("gives leadhand's inner verbs a try", """
for words in ("floor", "runner " + STATE + "/jobs/1 1", "carry '{}'", "inside -- 0,0,0,0,-1 /bin/true",
              "carry '{\\"path\\":\\"/etc\\",\\"base\\":\\"" + "0" * 40 + "\\"}'"):
    sh(f"timeout 5 leadhand {words}")
""", seen="words")

DOOR = """
import json
def door(text, wait=True):
    wire = socket.socket(socket.AF_UNIX)
    wire.settimeout(5)
    wire.connect(os.environ["LEADHAND_DOOR"])
    try:
        wire.sendall(text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape"))
        answer = wire.recv(2000) if wait else b""
    except OSError as no:
        answer = str(no).encode()
    print(answer[:150])
    return wire
"""


def no_control(world, deed):
    for words in (("log", deed.task), ("show", deed.task), ("status",), ("inbox",)):
        text = world.lab.run(*words, status=None).out
        claim("\x1b" not in text and "\x07" not in text and "\x9b" not in text, f"{words}: {text!r}")


attempt("says things at the door that act on a terminal", DOOR + """
os.makedirs(NAME)
overwrite(NAME + "/work.txt")
save()
evil = "\\x1b]0;owned\\x07 \\x1b[2J \\u009b31m \\u202e"
door(json.dumps({"word": "ask", "text": evil + "what?", "options": [evil + "a", evil + "b"], "default": 1, "blocking": False}) + "\\n")
door(json.dumps({"word": "report", "outcome": "done", "text": evil, "decided": [evil], "assumed": [evil],
                 "deviated": [evil]}) + "\\n")
""", "", seen="log", stands=no_control)

attempt("floods the door", DOOR + """
for n in range(300):
    door("x" * 3000 + "\\n")
for n in range(300):
    door(json.dumps({"word": "ask", "text": f"question {n}", "options": ["a"], "default": 1, "blocking": False}) + "\\n")
held = []
for n in range(200):
    try:
        held.append(door('{"word":"ask"', wait=False))
    except OSError as no:
        print(n, no)
        break
""", seen="words", stands=lambda world, deed: claim(
    len(world.lab.inbox()) < 200, "the lead's inbox is not flooded"))

attempt("says huge and broken lines at the door", DOOR + """
for text in (b"{" * 100000 + b"\\n", b"\\0" * 1000 + b"\\n", b"[" * 3000 + b"\\n", b"\\xff\\xfe\\n", b"null\\n", b"{}\\n",
             b'{"word":"report","outcome":"landed","text":"x"}\\n', b'{"word":"approve","task":"x"}\\n', b'{"word":1}\\n',
             b'{"word":"ask","text":"x","default":99999999999999999999}\\n', b'{"word":"ask","word":"report"}\\n'):
    door(text)
try:
    door(b"x" * (64 << 20), wait=True)
except OSError as no:
    print(no)
""", seen="words")

attempt("takes the door away", """
path = os.environ["LEADHAND_DOOR"]
hold("unlink", lambda: os.unlink(path))
hold("rename", lambda: os.rename(path, path + ".old"))
hold("another one", lambda: os.symlink("/tmp/evil.sock", path))
""", seen="words")

attempt("forges lines of the journal", """
for line in ('{"kind":"ended","attempt":1,"outcome":"done","commit":"' + "0" * 40 + '"}', '{"kind":"checkpoint","ref":"refs/heads/main"}',
             '{"kind":"reported","outcome":"done","text":"x"}', '{"kind":"asked","key":"q1","text":"Approve?"}'):
    print(line, flush=True)
""", seen="words", stands=lambda world, deed: expect(world.lab.json("show", deed.task)["report"] or None, None, "its report"))

attempt("forges what the walls say", """
print("walls: refused forged.example:443", flush=True)
print("walls\\x1b[0m: refused forged.example:443", flush=True)
print(" walls: refused forged.example:443", flush=True)
""", seen="words", stands=lambda world, deed: claim(
    not any(e["text"].strip().startswith("walls: refused forged") for e in world.entries(deed)),
    "no line of its own looks like one of the walls"))

attempt("prints without an end", """
piece = b"x" * (1 << 20)
for n in range(64):
    os.write(1, piece)
print()
for n in range(200000):
    sys.stdout.write(f"line {n}\\n")
sys.stdout.flush()
os.write(2, piece)
print(flush=True)
""", seen="words", ends=False, stands=lambda world, deed: (
    claim(len(world.raw(deed)) < 40 << 20, "what is kept of it is bounded"),
    claim(len(world.entries(deed)) < 2000, "the log stays short")))

attempt("pretends to be another session", """
for name in ("LEADHAND_SESSION", "LEADHAND_TASK", "LEADHAND_JOB"):
    os.environ[name] = {"LEADHAND_SESSION": "1", "LEADHAND_TASK": "victim", "LEADHAND_JOB": STATE + "/jobs/1"}[name]
sh("leadhand report impossible -m 'the victim gives up'")
""", "impossible|gives up", seen="log", stands=lambda world, deed: expect(
    world.lab.json("show", "victim")["report"] or None, None, "the victim's report"))
