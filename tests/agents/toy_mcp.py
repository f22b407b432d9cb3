"""A small MCP server on stdio with one tool, `ask`, that answers "two": what the bare programs are shown in place of
leadhand's own. Each call is a line of the file that TOY_LOG names."""
import json
import os
import sys

ASK = {"name": "ask", "description": "Ask the lead.", "annotations": {"readOnlyHint": True},
       "inputSchema": {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}}


def answer(method, params):
    if method == "initialize":
        return {"protocolVersion": params["protocolVersion"], "capabilities": {"tools": {}},
                "serverInfo": {"name": "leadhand", "version": "0"}}
    if method == "tools/list":
        return {"tools": [ASK]}
    if method == "tools/call":
        with open(os.environ["TOY_LOG"], "a", encoding="utf-8") as file:
            file.write(json.dumps(params["arguments"]) + "\n")
        return {"content": [{"type": "text", "text": "two"}]}
    return {} if method == "ping" else None


for line in sys.stdin:
    call = json.loads(line)
    if "id" not in call:
        continue
    found = answer(call["method"], call.get("params", {}))
    body = {"error": {"code": -32601, "message": "no such method"}} if found is None else {"result": found}
    print(json.dumps({"jsonrpc": "2.0", "id": call["id"], **body}), flush=True)
