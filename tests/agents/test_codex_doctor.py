#!/usr/bin/env python3
"""`leadhand doctor --agents` with the real codex: it works, and its provider refuses the login."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lab import claim, expect, story, tell_stories  # noqa: E402
from agents.real import model_requests, use_codex  # noqa: E402

REFUSES = """
import http.server, json, sys
class Refuses(http.server.BaseHTTPRequestHandler):
    def answer(self):
        self.rfile.read(int(self.headers.get("content-length") or 0))
        body = json.dumps({"error": {"message": "Incorrect API key provided", "type": "invalid_request_error",
                                     "code": "invalid_api_key"}}).encode()
        self.send_response(401)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    do_GET = do_POST = answer
    def log_message(self, *args):
        pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Refuses).serve_forever()
"""


def check(lab, status):
    found = lab.json("doctor", "--agents", status=status, timeout=200)["checks"]
    return [check for check in found if check["name"] == "agent codex"][0]


@story
def codex_that_works_is_proved_with_its_version_and_what_it_used(lab):
    lab.start_repository()
    log = use_codex(lab)
    lab.config()
    before = lab.git("for-each-ref")
    found = check(lab, None)
    expect(found["state"], "ok", f"{found}")
    for word in ("codex-cli", "opened after", "first event after", "tokens in", "done in"):
        claim(word in found["text"], found["text"])
    claim(found["trial"]["input"] > 0 and found["trial"]["output"] > 0, f"{found}")
    claim("Change nothing" in str(model_requests(log)[0]["body"]), "what it was told")
    expect(lab.git("for-each-ref"), before, "the refs")
    claim(not lab.processes(), "nobody is left")


@story
def codex_that_is_not_logged_in_is_a_problem_with_its_mend(lab):
    lab.start_repository()
    use_codex(lab)
    # The model server's place is taken by one that takes no login.
    lab.model.server.kill()
    lab.model.server.wait()
    lab.serve([sys.executable, "-c", REFUSES, str(lab.model.port)])
    lab.config()
    found = check(lab, 1)
    expect((found["state"], found["trial"]["error"]), ("problem", "authentication"), f"{found}")
    claim("log in" in found["mend"], found["mend"])


tell_stories()
