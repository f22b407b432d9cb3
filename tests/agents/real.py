"""The real programs of agents in a lab, each with the settings that let it work with no model and no internet.

`use(lab, NAME)` writes what the agent reads into the lead's own home, sets what it needs in the lead's environment
and lets it through the walls, and makes it an agent of the lab. All agents of a lab share one scripted model server;
what it can be told stands in modelserver.mjs. `tools/agents` installs the programs; LEADHAND_TEST_AGENTS names another
folder of them."""
import json
import os
import subprocess
import urllib.request

from lab import Failure, Skip, claim

HERE = os.path.dirname(os.path.abspath(__file__))
USAGE = (1000, 50, 200)


def find(name):
    """A program that tools/agents links: what is missing is a failure, but where no registry could be reached."""
    build = os.environ.get("LEADHAND_TEST_BUILD", "")
    tried = [os.environ.get("LEADHAND_TEST_AGENTS", ""), os.path.join(build, "agents"),
             os.path.join(HERE, "..", "..", "build", "agents")]
    for folder in tried:
        if folder and os.access(os.path.join(folder, name), os.X_OK):
            return os.path.abspath(os.path.join(folder, name))
    if any(folder and os.path.exists(os.path.join(folder, "unreachable")) for folder in tried):
        raise Skip(f"{name} is not there: no npm registry could be reached to install it from")
    raise Failure(f"{name} is not there: 'tools/agents --all' installs it, LEADHAND_TEST_AGENTS names a folder of agents")


class Model:
    """The lab's model server. What a request costs is USAGE, unless the step says otherwise."""

    def __init__(self, lab):
        self.log, port = os.path.join(lab.root, "model"), os.path.join(lab.root, "port")
        self.server = lab.serve(["node", os.path.join(HERE, "modelserver.mjs"), "--port=0", f"--portfile={port}",
                                 f"--log={self.log}", "--usage=" + ",".join(map(str, USAGE))], stdout=subprocess.DEVNULL)
        lab.until(lambda: self.server.poll() is not None or (os.path.exists(port) and os.path.getsize(port)),
                  "the model server says its port")
        claim(self.server.poll() is None, "the model server did not start")
        with open(port, encoding="ascii") as file:
            self.port = int(file.read())
        self.url = f"http://127.0.0.1:{self.port}"

    def requests(self):
        """Those to the model that are over, in the order of their ends."""
        path = os.path.join(self.log, "requests.jsonl")
        if not os.path.exists(path):
            return []
        with open(path, encoding="utf-8") as file:
            found = [json.loads(line) for line in file]
        return [request for request in found if request.get("protocol")]

    def begun(self):
        """The number of the last request that has begun, over or not; those that come have higher ones."""
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with direct.open(self.url + "/healthz", timeout=60) as answer:
            return json.load(answer)["requests"]

    def requests_about(self, words):
        return [request for request in self.requests() if words in json.dumps(request["body"])]


def model_of(lab):
    if not hasattr(lab, "model"):
        lab.model = Model(lab)
        lab.hosts.append(f"127.0.0.1:{lab.model.port}")
    return lab.model


def model_requests(model):
    return model.requests()


def said_to_model(model):
    """All that stood in the requests, as text, in their order."""
    return [json.dumps(request["body"]) for request in model_requests(model)]


def lines_of(lab, kind):
    """Of each job that has any, its journal's lines of that kind."""
    found, jobs = [], lab.path(".git", "leadhand", "jobs")
    for job in sorted(os.listdir(jobs), key=int):
        with open(os.path.join(jobs, job, "out.jsonl"), encoding="utf-8") as file:
            whole = [json.loads(line) for line in file if line.endswith("}\n")]
        found.append([line for line in whole if line["kind"] == kind])
    return [lines for lines in found if lines]


def notes_of(lab):
    return [line["text"] for lines in lines_of(lab, "note") for line in lines]


def put(lab, path, text):
    """A file of the lead's own home."""
    path = os.path.join(lab.home, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text if isinstance(text, str) else json.dumps(text, indent=1))


def set_env(lab, secret=None, **values):
    """Of the lead's environment, for the agents to see: one secret, and what is none."""
    for name, value in values.items():
        lab.env[name] = value
        names = lab.secrets if name == secret else lab.passes
        if name not in names:
            names.append(name)


def set_claude(lab, model):
    put(lab, ".claude/settings.json", {})
    set_env(lab, "ANTHROPIC_API_KEY", ANTHROPIC_API_KEY="sk-ant-dummy-0000", ANTHROPIC_BASE_URL=model.url,
            CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC="1", DISABLE_TELEMETRY="1", DISABLE_ERROR_REPORTING="1",
            DISABLE_AUTOUPDATER="1", CLAUDE_CODE_MAX_RETRIES="2")


def set_codex(lab, model):
    put(lab, ".codex/config.toml", f"""model = "gpt-5.5"
model_provider = "scripted"
check_for_update_on_startup = false
[model_providers.scripted]
name = "scripted"
base_url = "{model.url}/v1"
wire_api = "responses"
env_key = "SCRIPTED_MODEL_KEY"
request_max_retries = 2
stream_max_retries = 2
stream_idle_timeout_ms = 60000
[features]
plugins = false
unbounded_connection_retries = false
[analytics]
enabled = false
[otel]
exporter = "none"
metrics_exporter = "none"
""")
    set_env(lab, "SCRIPTED_MODEL_KEY", SCRIPTED_MODEL_KEY="dummy")


def set_gemini(lab, model):
    put(lab, ".gemini/settings.json", {
        "security": {"auth": {"selectedType": "gemini-api-key"}, "folderTrust": {"enabled": False}},
        "general": {"enableAutoUpdate": False, "disableAutoUpdate": True, "disableUpdateNag": True},
        "privacy": {"usageStatisticsEnabled": False}, "telemetry": {"enabled": False}})
    set_env(lab, "GEMINI_API_KEY", GEMINI_API_KEY="dummy", GOOGLE_GEMINI_BASE_URL=model.url,
            GEMINI_CLI_NO_RELAUNCH="true", GEMINI_CLI_TRUST_WORKSPACE="true", GEMINI_TELEMETRY_ENABLED="false")


def set_opencode(lab, model):
    put(lab, ".config/opencode/opencode.json", {
        "autoupdate": False, "share": "disabled", "model": "scripted/scripted", "small_model": "scripted/scripted",
        "enabled_providers": ["scripted"],
        "provider": {"scripted": {
            "npm": "@ai-sdk/openai-compatible", "name": "Scripted",
            "options": {"baseURL": model.url + "/v1", "apiKey": "dummy"},
            "models": {"scripted": {"name": "Scripted", "tool_call": True, "limit": {"context": 200000, "output": 8192},
                                    "cost": {"input": 3, "output": 15, "cache_read": 0.3}}}}}})
    set_env(lab, OPENCODE_DISABLE_AUTOUPDATE="1", OPENCODE_DISABLE_MODELS_FETCH="1", OPENCODE_DISABLE_LSP_DOWNLOAD="1",
            OPENCODE_DISABLE_DEFAULT_PLUGINS="1")


def set_pi(lab, model):
    put(lab, ".pi/agent/models.json", {"providers": {"scripted": {
        "baseUrl": model.url + "/v1", "api": "openai-completions", "apiKey": "dummy",
        "models": [{"id": "scripted", "contextWindow": 200000, "maxTokens": 8192,
                    "cost": {"input": 3, "output": 15, "cacheRead": 0.3, "cacheWrite": 0}}]}}})
    put(lab, ".pi/agent/settings.json", {"defaultProvider": "scripted", "defaultModel": "scripted", "quietStartup": True})
    set_env(lab, PI_OFFLINE="1", PI_TELEMETRY="0", PI_ACP_PI_COMMAND=os.path.realpath(find("pi")))


def set_claude_acp(lab, model):
    set_claude(lab, model)
    set_env(lab, ENABLE_TOOL_SEARCH="false")


# name: kind, settings, words after the program, and what else the entry in config.yaml says.
AGENTS = {
    "claude": ("claude", set_claude, [], {}),
    "codex": ("codex", set_codex, [], {"model": "gpt-5.5"}),
    "gemini": ("acp", set_gemini, ["--acp", "-m", "gemini-2.5-flash"], {}),
    "codex-acp": ("acp", set_codex, [], {}),
    "opencode": ("acp", set_opencode, ["acp"], {}),
    "claude-agent-acp": ("acp", set_claude_acp, [], {}),
    "pi-acp": ("acp", set_pi, [], {}),
}


def command_of(name):
    """How the bare program is started. Links are followed, for what lies beside a program to be found."""
    return [os.path.realpath(find(name)), *AGENTS[name][2]]


def use(lab, name, **more):
    """Make the real agent of this name an agent of the lab, and give back the lab's model server."""
    kind, settings, _, entry = AGENTS[name]
    run = command_of(name)
    settings(lab, model_of(lab))
    lab.agents[name] = {"kind": kind, "run": run, **entry, **more}
    return lab.model


def use_claude(lab, **more):
    return use(lab, "claude", **more)


def use_codex(lab, **more):
    return use(lab, "codex", **more)


def use_gemini(lab, **more):
    return use(lab, "gemini", **more)


def use_acp(lab, name, **more):
    return use(lab, name, **more)
