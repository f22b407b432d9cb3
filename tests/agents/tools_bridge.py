"""Streamable HTTP in front of a server on standard input and output, for a tester that speaks nothing else:

    tools_bridge.py PORTFILE PROGRAM [ARGUMENT...]

A POST is one message: a request's answer is its body, a notification is accepted. There is one server for each
`initialize`; it is kept by the session id that the answer brings.
"""
import http.server
import json
import subprocess
import sys
import threading


class Server:
    def __init__(self, argv):
        self.process = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.lock = threading.Lock()

    def say(self, message):
        with self.lock:
            self.process.stdin.write(json.dumps(message) + "\n")
            self.process.stdin.flush()
            while "id" in message and "method" in message:
                answer = json.loads(self.process.stdout.readline())
                if answer.get("id") == message["id"]:
                    return answer
        return None


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    servers, argv = [], []

    def do_POST(self):
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if message.get("method") == "initialize":
            self.servers.append(Server(self.argv))
            number = len(self.servers)
        else:
            number = int(self.headers.get("Mcp-Session-Id", len(self.servers)))
        answer = self.servers[number - 1].say(message)
        body = json.dumps(answer).encode() if answer else b""
        self.send_response(200 if answer else 202)
        self.send_header("Mcp-Session-Id", str(number))
        if answer:
            self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def refuse(self):
        self.send_response(405)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_DELETE = refuse

    def log_message(self, *_):
        pass


class Bridge(http.server.ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """A tester that hangs up has heard what it wanted."""


def main():
    Handler.argv = sys.argv[2:]
    server = Bridge(("127.0.0.1", 0), Handler)
    with open(sys.argv[1], "w", encoding="ascii") as file:
        file.write(str(server.server_address[1]))
    server.serve_forever()


main()
