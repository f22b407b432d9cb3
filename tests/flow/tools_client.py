"""A client of `leadhand tools` for scripted agents, which find it among their marks:

    python3 tools_client.py [--wait TIME] NAME '{"arguments":...}' [NAME ARGUMENTS]...

Calls one tool after the other and prints a line for each, {"error":BOOL,"text":...} or the protocol's own error; `NAME
ARGUMENTS` may be `cancel NAME ARGUMENTS`, which gives up on it at once.
"""
import json
import subprocess
import sys


class Client:
    def __init__(self, *options):
        self.server = subprocess.Popen(["leadhand", "tools", *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                       text=True)
        self.ids = 0
        self.ask("initialize", {"protocolVersion": "2025-06-18", "capabilities": {},
                                "clientInfo": {"name": "scripted", "version": "1"}})
        self.say({"method": "notifications/initialized"})

    def say(self, message):
        self.server.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
        self.server.stdin.flush()

    def begin(self, method, params):
        self.ids += 1
        self.say({"id": self.ids, "method": method, "params": params})
        return self.ids

    def ask(self, method, params):
        number = self.begin(method, params)
        while True:
            answer = json.loads(self.server.stdout.readline())
            if answer.get("id") == number:
                return answer

    def call(self, name, arguments):
        answer = self.ask("tools/call", {"name": name, "arguments": arguments})
        if "error" in answer:
            return answer["error"]
        result = answer["result"]
        return {"error": result["isError"], "text": result["content"][0]["text"]}

    def cancel(self, name, arguments):
        number = self.begin("tools/call", {"name": name, "arguments": arguments})
        self.say({"method": "notifications/cancelled", "params": {"requestId": number}})
        # What was said before is heard before.
        self.ask("ping", {})
        return {"error": False, "text": "cancelled"}

    def end(self):
        self.server.stdin.close()
        return self.server.wait(timeout=10)


def main(words):
    options = [words.pop(0), words.pop(0)] if words[0] == "--wait" else []
    client = Client(*options)
    while words:
        deed = client.cancel if words[0] == "cancel" and words.pop(0) else client.call
        name, arguments = words.pop(0), json.loads(words.pop(0))
        print(json.dumps(deed(name, arguments)), flush=True)
    return client.end()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
