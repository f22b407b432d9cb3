#!/usr/bin/env node
/*
 * A scripted model server: agents' programs are driven for real with no model and no internet.
 *
 *     node modelserver.mjs --port=0 --portfile=F --log=DIR [--delay=ms] [--chunk=chars]
 *                          [--chunk-ms=ms] [--bodies=brief]
 *
 * 127.0.0.1 only, no dependencies, Node 18 or newer. POST /v1/messages (Anthropic) and
 * /v1/responses (OpenAI), both streaming; GET /v1/models, /healthz. Every request is a line of
 * DIR/requests.jsonl. The model plays the last directive that a user message holds:
 *
 *     SCRIPT: write hello.txt hi; commit add hello; say done
 *
 * or many lines between 'SCRIPT<<' and 'END-SCRIPT'. '\;' is a semicolon, '\n' a newline in a
 * text, {{ }} protects what is nested. Steps: say TEXT (ends the turn), write PATH TEXT,
 * patch PATH TEXT, edit PATH {{old}} {{new}}, sh CMD, bg CMD, commit MSG, read PATH, ask QUESTION,
 * agent {{SCRIPT: ...}}, wait, par {{step}} {{step}}, tool NAME {json}, custom NAME TEXT.
 * Before a step: error CODE [N], cut [N], hang SECONDS, delay MS, slow MS, usage IN OUT,
 * preamble TEXT, think TEXT, stop REASON. Tokens are characters/4 unless `usage` is given.
 *
 * It keeps no state: the next step is counted from the conversation (the step's number is in
 * the id of its tool call), so a retry replays a step, a resumed conversation goes on, feedback
 * without a directive goes on after a `say`, and feedback with one begins a new script.
 */
import http from 'node:http';
import fs from 'node:fs';
import path from 'node:path';
import crypto from 'node:crypto';
import zlib from 'node:zlib';

const args = Object.fromEntries(process.argv.slice(2).map(a => {
  const m = /^--([^=]+)(?:=(.*))?$/.exec(a); return m ? [m[1], m[2] ?? '1'] : [a, '1']; }));
const PORT = Number(args.port ?? process.env.PORT ?? 8099);
const LOGDIR = args.log ?? process.env.LOG ?? './modelserver-log';
const DELAY = Number(args.delay ?? 0);          // ms before each response
const CHUNK = Number(args.chunk ?? 24);         // characters per SSE delta
const CHUNK_MS = Number(args['chunk-ms'] ?? 0); // ms between deltas
const BODIES = args.bodies ?? 'full';           // full | brief
fs.mkdirSync(LOGDIR, { recursive: true });
const logFile = path.join(LOGDIR, 'requests.jsonl');
let seq = 0;
const failures = new Map();                     // session+step -> times failed already
const stats = { requests: 0, inflight: 0, aborted: 0, by: {} };

const sleep = ms => new Promise(r => setTimeout(r, ms));
const rid = p => p + crypto.randomBytes(12).toString('hex');
const tok = s => Math.max(1, Math.ceil((s ?? '').length / 4));
function log(rec) { fs.appendFileSync(logFile, JSON.stringify(rec) + '\n'); }

// ---------------------------------------------------------------- the script language
// Steps are separated by ';'.  '\;' is a literal ';', {{ ... }} protects nested text.
function splitSteps(s) {
  const out = []; let cur = '', depth = 0;
  for (let i = 0; i < s.length; i++) {
    if (s[i] === '\\' && (s[i + 1] === ';' || s[i + 1] === '\\')) { cur += (depth ? '\\' : '') + s[++i]; continue; }
    if (s.startsWith('{{', i)) { depth++; cur += '{{'; i++; continue; }
    if (s.startsWith('}}', i) && depth) { depth--; cur += '}}'; i++; continue; }
    if (s[i] === ';' && !depth) { out.push(cur.trim()); cur = ''; continue; }
    cur += s[i];
  }
  if (cur.trim()) out.push(cur.trim());
  return out.filter(Boolean);
}
const unwrap = s => { const m = /^\{\{([\s\S]*)\}\}$/.exec(s.trim()); return m ? m[1].trim() : s.trim(); };
const wrapped = s => [...s.matchAll(/\{\{((?:(?!\{\{|\}\})[\s\S]|\{\{(?:(?!\}\})[\s\S])*\}\})*)\}\}/g)].map(m => m[1].trim());
const unesc = s => s.replace(/\\n/g, '\n').replace(/\\t/g, '\t');

export function parseScript(text) {
  // The directive runs to the end of its line (or to a line 'END-SCRIPT' when written 'SCRIPT<<').
  let m = [...text.matchAll(/SCRIPT<<\n([\s\S]*?)\nEND-SCRIPT/g)].pop();
  let src = m ? m[1].replace(/\n/g, ' ') : null;
  if (src == null) { m = [...text.matchAll(/SCRIPT:[ \t]*([^\n]*)/g)]; src = m.length ? m[0][1] : null; }
  if (src == null) return null;
  src = src.replace(/<\/hook_prompt>.*$/, '');         // Codex wraps Stop-hook feedback in <hook_prompt>
  const steps = []; let mods = {};
  for (const raw of splitSteps(src)) {
    const sp = raw.indexOf(' ');
    const verb = (sp < 0 ? raw : raw.slice(0, sp)).toLowerCase();
    const rest = sp < 0 ? '' : raw.slice(sp + 1).trim();
    if (['error', 'delay', 'slow', 'usage', 'cut', 'hang', 'preamble', 'think', 'stop'].includes(verb)) { mods[verb] = rest || '1'; continue; }
    steps.push({ verb, rest, mods }); mods = {};
  }
  if (Object.keys(mods).length) steps.push({ verb: 'say', rest: 'end of script', mods });
  return { src, steps };
}

// ---------------------------------------------------------------- what a step calls
// flavour 'claude' or 'codex'; returns {text} or {calls:[{name,input,custom?}], text?}
const q = s => "'" + s.replace(/'/g, "'\\''") + "'";
function firstWord(s) { const m = /^(\S+)\s*([\s\S]*)$/.exec(s) ?? [, s, '']; return [m[1], m[2]]; }
function play(step, fl, ctx) {
  const { verb, rest } = step;
  const tools = ctx.tools;
  const has = n => tools.includes(n);
  // Codex 'code mode' (gpt-6-*): one custom tool exec that runs JavaScript; nested tools hang off `tools`.
  const codeMode = fl === 'codex' && ctx.flat.some(t => t.name === 'exec' && t.type === 'custom');
  const js = code => ({ name: 'exec', custom: code });
  const shell = (cmd, extra = {}) => fl === 'claude'
    ? { name: 'Bash', input: { command: cmd, description: 'scripted command', ...extra } }
    : codeMode ? js('const r = await tools.exec_command(' + JSON.stringify({ cmd, ...extra }) + ');\ntext(typeof r === "string" ? r : r.output ?? r);')
    : has('exec_command') ? { name: 'exec_command', input: { cmd, ...extra } }
    : has('shell_command') ? { name: 'shell_command', input: { command: cmd, ...extra } }
    : { name: 'shell', input: { command: ['bash', '-lc', cmd], ...extra } };
  const abs = p => path.isAbsolute(p) ? p : path.join(ctx.cwd || '.', p);
  const patch = body => {
    const text = '*** Begin Patch\n' + body + '*** End Patch\n';
    if (codeMode) return js('text(await tools.apply_patch(' + JSON.stringify(text) + '));');
    const t = ctx.rawTools.find(t => t.name === 'apply_patch');
    if (t?.type === 'custom') return { name: 'apply_patch', custom: text };
    if (t) return { name: 'apply_patch', input: { input: text } };
    return shell("apply_patch <<'PATCH'\n" + text + 'PATCH');
  };
  switch (verb) {
    case 'say': case 'done': case 'text': return { text: unesc(rest || 'Done.') };
    case 'sh': case 'bash': case 'run': return { calls: [shell(unesc(unwrap(rest)))] };
    case 'bg': return { calls: [shell(unesc(unwrap(rest)), fl === 'claude' ? { run_in_background: true } : { yield_time_ms: 250 })] };
    case 'commit': return { calls: [shell('git add -A && git commit -q -m ' + q(rest || 'scripted commit') + ' && git log --oneline -1')] };
    case 'write': {
      const [p, body] = firstWord(rest); const content = unesc(body || 'hello') + '\n';
      if (fl === 'claude') return { calls: [{ name: 'Write', input: { file_path: abs(p), content } }] };
      return { calls: [shell('printf %s ' + q(content) + ' > ' + q(p))] };
    }
    case 'patch': {                                   // add a file by apply_patch (codex) or Write (claude)
      const [p, body] = firstWord(rest); const content = unesc(body || 'hello');
      if (fl === 'claude') return { calls: [{ name: 'Write', input: { file_path: abs(p), content: content + '\n' } }] };
      return { calls: [patch('*** Add File: ' + p + '\n' + content.split('\n').map(l => '+' + l).join('\n') + '\n')] };
    }
    case 'edit': {                                    // edit PATH {{old}} {{new}}
      const [p, body] = firstWord(rest); const [o = '', n = ''] = wrapped(body).map(unesc);
      if (fl === 'claude') return { calls: [{ name: 'Edit', input: { file_path: abs(p), old_string: o, new_string: n } }] };
      return { calls: [patch('*** Update File: ' + p + '\n@@\n' + o.split('\n').map(l => '-' + l).join('\n') + '\n' + n.split('\n').map(l => '+' + l).join('\n') + '\n')] };
    }
    case 'read': return { calls: [fl === 'claude' ? { name: 'Read', input: { file_path: abs(rest) } } : shell('cat ' + q(rest))] };
    case 'tool': {                                    // tool NAME {json}
      const [name, json] = firstWord(rest); let input = {};
      try { if (json) input = JSON.parse(json); } catch (e) { return { text: 'bad script step: tool ' + rest + ': ' + e.message }; }
      return { calls: [{ name, input }] };
    }
    case 'custom': { const [name, body] = firstWord(rest); return { calls: [{ name, custom: unesc(body) }] }; }
    case 'ask': {                                     // the MCP tool ask_lead, whatever prefix the CLI gives it
      if (codeMode) return { calls: [js('const t = ALL_TOOLS.find(t => /ask_lead$/.test(t.name)); const r = await tools[t ? t.name : "mcp__leadhand__ask_lead"](' + JSON.stringify({ question: rest }) + ');\ntext(r);')] };
      const n = tools.find(t => /ask_lead$/.test(t)) ?? (fl === 'claude' ? 'mcp__leadhand__ask_lead' : 'ask_lead');
      const ns = ctx.rawTools.find(t => t.type === 'namespace' && (t.tools ?? []).some(x => x.name === 'ask_lead'));
      if (fl !== 'claude' && ns) return { calls: [{ name: 'ask_lead', namespace: ns.name, input: { question: rest } }] };
      // gpt-5.5 defers MCP tools behind tool_search; calling them by their namespace works anyway
      if (fl !== 'claude' && n === 'ask_lead') return { calls: [{ name: n, namespace: 'mcp__leadhand', input: { question: rest } }] };
      return { calls: [{ name: n, input: { question: rest } }] };
    }
    case 'agent': case 'task': {                      // a sub-agent whose prompt is the rest
      const prompt = unwrap(rest);
      if (fl === 'claude') {
        const n = has('Agent') ? 'Agent' : 'Task';
        return { calls: [{ name: n, input: { description: 'scripted sub-agent', prompt, subagent_type: 'general-purpose', ...(ctx.agentExtra ?? {}) } }] };
      }
      const t = ctx.flat.find(t => t.name === 'spawn_agent');
      const props = t?.parameters?.properties ?? {};
      return { calls: [{ name: 'spawn_agent', namespace: t?.ns, input: { message: prompt, ...(props.task_name ? { task_name: 'sub_' + crypto.randomBytes(2).toString('hex') } : {}), ...(props.fork_turns ? { fork_turns: 'none' } : {}) } }] };
    }
    case 'wait': {                                    // wait for sub-agents: wait [TARGET]
      const t = ctx.flat.find(t => t.name === 'wait_agent'); const props = t?.parameters?.properties ?? {};
      return { calls: [{ name: 'wait_agent', namespace: t?.ns, input: { ...(props.targets ? { targets: ctx.agents } : {}), timeout_ms: 30000 } }] };
    }
    case 'par': {                                     // par {{step}} {{step}}: several tool calls in one response
      const calls = []; for (const s of wrapped(rest)) {
        const [v, r] = firstWord(s); const x = play({ verb: v.toLowerCase(), rest: r, mods: {} }, fl, ctx);
        calls.push(...(x.calls ?? [])); }
      return { calls };
    }
    default: return { text: 'unknown step: ' + verb + ' ' + rest };
  }
}

// ---------------------------------------------------------------- where are we in the script?
// items: [{kind:'user',text}|{kind:'assistant',text}|{kind:'call',id}]
function position(items) {
  let start = -1, script = null;
  items.forEach((it, i) => { if (it.kind === 'user') { const s = parseScript(it.text); if (s && s.steps.length) { start = i; script = s; } } });
  if (!script) return null;
  const textual = s => ['say', 'done', 'text'].includes(s?.verb);
  let idx = 0;
  for (const it of items.slice(start + 1)) {
    if (it.kind === 'assistant') { if (textual(script.steps[idx])) idx++; }
    else if (it.kind === 'call') { const m = /_s(\d+)_/.exec(it.id ?? ''); if (m) idx = Number(m[1]) + 1; else if (script.steps[idx]) idx++; }
  }
  return { script, idx, step: script.steps[idx] };
}

const agentExtraOf = s => { const m = /AGENT-INPUT:[ \t]*(\{[^\n]*\})/.exec(s ?? ''); try { return m ? JSON.parse(m[1]) : undefined; } catch { return undefined; } };

// ---------------------------------------------------------------- Anthropic Messages
function claudeItems(body) {
  const items = [];
  for (const m of body.messages ?? []) {
    const blocks = typeof m.content === 'string' ? [{ type: 'text', text: m.content }] : m.content ?? [];
    for (const b of blocks) {
      if (m.role === 'assistant') {
        if (b.type === 'text') items.push({ kind: 'assistant', text: b.text });
        if (b.type === 'tool_use') items.push({ kind: 'call', id: b.id, name: b.name });
      } else if (m.role === 'system') {
        items.push({ kind: 'system', text: b.text ?? '' });   // mid-conversation system turn (Claude Code >= 2.1.3xx)
      } else if (b.type === 'text') {
        // system-reminders are user text too, but must never count as a prompt
        items.push({ kind: 'user', text: (b.text ?? '').replace(/<system-reminder>[\s\S]*?<\/system-reminder>/g, '') });
      } else if (b.type === 'tool_result') items.push({ kind: 'result', id: b.tool_use_id });
    }
  }
  return items;
}
const sysText = body => typeof body.system === 'string' ? body.system : (body.system ?? []).map(b => b.text ?? '').join('\n');

async function anthropic(req, res, body, meta) {
  const items = claudeItems(body);
  const pos = position(items);
  const tools = (body.tools ?? []).map(t => t.name);
  const all = sysText(body) + '\n' + items.filter(i => i.kind === 'user').map(i => i.text).join('\n') + JSON.stringify(body.messages ?? '').slice(0, 20000);
  const cwd = /(?:Primary working directory|Working directory|cwd)["']?:?\s*`?(\/[^\s\n`"\\]+)/i.exec(all)?.[1] ?? '';
  meta.session = req.headers['x-claude-code-session-id'] ?? /session_([0-9a-f-]{36})/.exec(body.metadata?.user_id ?? '')?.[1];
  let out;
  if (!pos || (!tools.length && !pos.script.src.includes('notools'))) {
    // titles, topic detection, quota probes...: answer something harmless
    out = body.output_config?.format?.type === 'json_schema' || /json/i.test(JSON.stringify(body.output_format ?? ''))
      ? { text: JSON.stringify({ title: 'scripted session', isNewTopic: false, branch: 'scripted' }) } : { text: 'ok (no script in this request)' };
    meta.kind = 'side';
  } else {
    meta.step = pos.idx; meta.of = pos.script.steps.length; meta.kind = 'script';
    const step = pos.step ?? { verb: 'say', rest: 'script exhausted', mods: {} };
    if (await misbehave(req, res, step, pos, meta, 'anthropic')) return;
    out = { ...play(step, 'claude', { tools, rawTools: body.tools ?? [], flat: body.tools ?? [], cwd, agentExtra: agentExtraOf(all) }), mods: step.mods };
    out.preamble = step.mods.preamble; out.think = step.mods.think; out.slow = step.mods.slow;
  }
  meta.reply = out.calls ? out.calls.map(c => c.name + ' ' + JSON.stringify(c.input ?? c.custom).slice(0, 200)) : [out.text?.slice(0, 200)];
  const content = [];
  if (out.think) content.push({ type: 'thinking', thinking: unesc(out.think), signature: 'c2lnbmF0dXJl' });
  if (out.preamble && out.calls) content.push({ type: 'text', text: unesc(out.preamble) });
  if (out.text != null) content.push({ type: 'text', text: out.text });
  for (const c of out.calls ?? []) content.push({ type: 'tool_use', id: 'toolu_s' + (meta.step ?? 0) + '_' + crypto.randomBytes(8).toString('hex'), name: c.name, input: c.input ?? {} });
  const [uIn, uOut] = (out.mods?.usage ?? '').split(/\s+/).map(Number);
  const usage = { input_tokens: uIn || tok(JSON.stringify(body.messages)), cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: uOut || tok(JSON.stringify(content)), service_tier: 'standard' };
  const stop_reason = out.mods?.stop ?? (out.calls ? 'tool_use' : 'end_turn');
  const msg = { id: rid('msg_'), type: 'message', role: 'assistant', model: body.model, content: [], stop_reason: null, stop_sequence: null, usage: { ...usage, output_tokens: 1 } };
  if (!body.stream) { res.writeHead(200, { 'content-type': 'application/json', 'request-id': rid('req_') }); res.end(JSON.stringify({ ...msg, content, stop_reason, usage })); return; }
  const ev = sse(res);
  ev('message_start', { type: 'message_start', message: msg });
  for (let i = 0; i < content.length; i++) {
    const b = content[i];
    const empty = b.type === 'text' ? { type: 'text', text: '' } : b.type === 'thinking' ? { type: 'thinking', thinking: '', signature: '' } : { ...b, input: {} };
    ev('content_block_start', { type: 'content_block_start', index: i, content_block: empty });
    const src = b.type === 'text' ? b.text : b.type === 'thinking' ? b.thinking : JSON.stringify(b.input);
    for (const part of chunks(src)) {
      ev('content_block_delta', { type: 'content_block_delta', index: i, delta: b.type === 'text' ? { type: 'text_delta', text: part } : b.type === 'thinking' ? { type: 'thinking_delta', thinking: part } : { type: 'input_json_delta', partial_json: part } });
      if (CHUNK_MS || out.slow) await sleep(Number(out.slow) || CHUNK_MS);
      if (res.destroyed) return;
    }
    if (b.type === 'thinking') ev('content_block_delta', { type: 'content_block_delta', index: i, delta: { type: 'signature_delta', signature: b.signature } });
    ev('content_block_stop', { type: 'content_block_stop', index: i });
  }
  ev('message_delta', { type: 'message_delta', delta: { stop_reason, stop_sequence: null }, usage });
  ev('message_stop', { type: 'message_stop' });
  res.end();
}

// ---------------------------------------------------------------- OpenAI Responses
function codexItems(body) {
  const items = [];
  const input = typeof body.input === 'string' ? [{ role: 'user', content: body.input }] : body.input ?? [];
  for (const it of input) {
    const t = it.type ?? 'message';
    if (t === 'message' || it.role) {
      const text = typeof it.content === 'string' ? it.content : (it.content ?? []).map(c => c.text ?? '').join('\n');
      if (it.role === 'assistant') items.push({ kind: 'assistant', text });
      else if (it.role === 'user') items.push({ kind: 'user', text });
      else items.push({ kind: it.role, text });
    } else if (/_call$/.test(t)) items.push({ kind: 'call', id: it.call_id ?? it.id, name: it.name ?? t });
    else if (/_output$/.test(t)) items.push({ kind: 'result', id: it.call_id });
    else if (t === 'agent_message' || t === 'inter_agent_message') items.push({ kind: 'user', text: (it.content ?? []).map(c => c.text ?? c.encrypted_content ?? '').join('') });
  }
  return items;
}

async function responses(req, res, body, meta) {
  const items = codexItems(body);
  const pos = position(items);
  const rawTools = [...(body.tools ?? []), ...(body.input ?? []).filter(i => i?.type === 'additional_tools').flatMap(i => i.tools ?? [])];
  const flat = rawTools.flatMap(t => t.type === 'namespace' ? (t.tools ?? []).map(x => ({ ...x, ns: t.name })) : [t]);
  const agents = [...JSON.stringify(body.input ?? '').matchAll(/agent_id[\\"]*:[\\"]*([0-9a-f-]{36})/g)].map(m => m[1]).filter((x, i, a) => a.indexOf(x) === i);
  const tools = rawTools.flatMap(t => t.type === 'namespace' ? (t.tools ?? []).map(x => t.name + '__' + x.name) : [t.name ?? t.type]);
  const all = items.map(i => i.text ?? '').join('\n');
  const cwd = /<cwd>([^<]+)<\/cwd>/.exec(all)?.[1] ?? '';
  meta.session = req.headers['session_id'] ?? req.headers['session-id'] ?? body.prompt_cache_key;
  let out;
  if (!pos) { out = { text: 'ok (no script in this request)' }; meta.kind = 'side'; }
  else {
    meta.step = pos.idx; meta.of = pos.script.steps.length; meta.kind = 'script';
    const step = pos.step ?? { verb: 'say', rest: 'script exhausted', mods: {} };
    if (await misbehave(req, res, step, pos, meta, 'responses')) return;
    out = { ...play(step, 'codex', { tools, rawTools, flat, agents, cwd }), mods: step.mods };
    out.preamble = step.mods.preamble; out.think = step.mods.think; out.slow = step.mods.slow;
  }
  meta.reply = out.calls ? out.calls.map(c => c.name + ' ' + JSON.stringify(c.input ?? c.custom).slice(0, 200)) : [out.text?.slice(0, 200)];
  const output = [];
  if (out.think) output.push({ type: 'reasoning', id: rid('rs_'), summary: [{ type: 'summary_text', text: unesc(out.think) }], content: null, encrypted_content: 'ZW5jcnlwdGVk' });
  const textItem = t => ({ type: 'message', id: rid('msg_'), role: 'assistant', status: 'completed', content: [{ type: 'output_text', text: t, annotations: [] }] });
  if (out.preamble && out.calls) output.push(textItem(unesc(out.preamble)));
  if (out.text != null) output.push(textItem(out.text));
  for (const c of out.calls ?? []) {
    const call_id = 'call_s' + (meta.step ?? 0) + '_' + crypto.randomBytes(8).toString('hex');
    if (c.custom != null) output.push({ type: 'custom_tool_call', id: rid('ctc_'), status: 'completed', call_id, name: c.name, ...(c.namespace ? { namespace: c.namespace } : {}), input: c.custom });
    else output.push({ type: 'function_call', id: rid('fc_'), status: 'completed', call_id, name: c.name, ...(c.namespace ? { namespace: c.namespace } : {}), arguments: JSON.stringify(c.input ?? {}) });
  }
  const [uIn, uOut] = (out.mods?.usage ?? '').split(/\s+/).map(Number);
  const input_tokens = uIn || tok(JSON.stringify(body.input)), output_tokens = uOut || tok(JSON.stringify(output));
  const usage = { input_tokens, input_tokens_details: { cached_tokens: 0 }, output_tokens, output_tokens_details: { reasoning_tokens: 0 }, total_tokens: input_tokens + output_tokens };
  const resp = { id: rid('resp_'), object: 'response', created_at: Math.floor(Date.now() / 1000), status: 'in_progress', model: body.model, output: [], usage: null, error: null, incomplete_details: null, parallel_tool_calls: true, store: false };
  if (!body.stream) { res.writeHead(200, { 'content-type': 'application/json' }); res.end(JSON.stringify({ ...resp, status: 'completed', output, usage })); return; }
  let n = 0; const raw = sse(res); const ev = (type, o) => raw(type, { type, sequence_number: n++, ...o });
  ev('response.created', { response: resp });
  ev('response.in_progress', { response: resp });
  for (let i = 0; i < output.length; i++) {
    const it = output[i];
    if (it.type === 'message') {
      ev('response.output_item.added', { output_index: i, item: { ...it, status: 'in_progress', content: [] } });
      ev('response.content_part.added', { item_id: it.id, output_index: i, content_index: 0, part: { type: 'output_text', text: '', annotations: [] } });
      for (const part of chunks(it.content[0].text)) {
        ev('response.output_text.delta', { item_id: it.id, output_index: i, content_index: 0, delta: part });
        if (CHUNK_MS || out.slow) await sleep(Number(out.slow) || CHUNK_MS);
        if (res.destroyed) return;
      }
      ev('response.output_text.done', { item_id: it.id, output_index: i, content_index: 0, text: it.content[0].text });
    } else if (it.type === 'reasoning') {
      ev('response.output_item.added', { output_index: i, item: { ...it, summary: [] } });
      ev('response.reasoning_summary_part.added', { item_id: it.id, output_index: i, summary_index: 0, part: { type: 'summary_text', text: '' } });
      ev('response.reasoning_summary_text.delta', { item_id: it.id, output_index: i, summary_index: 0, delta: it.summary[0].text });
      ev('response.reasoning_summary_text.done', { item_id: it.id, output_index: i, summary_index: 0, text: it.summary[0].text });
    } else ev('response.output_item.added', { output_index: i, item: { ...it, status: 'in_progress', ...(it.arguments != null ? { arguments: '' } : {}), ...(it.input != null ? { input: '' } : {}) } });
    if (out.slow && it.type !== 'message') await sleep(Number(out.slow));
    ev('response.output_item.done', { output_index: i, item: it });
  }
  ev('response.completed', { response: { ...resp, status: 'completed', output, usage } });
  res.end();
}

// ---------------------------------------------------------------- shared
function* chunks(s) { for (let i = 0; i < s.length; i += CHUNK) yield s.slice(i, i + CHUNK); if (!s.length) yield ''; }
function sse(res) {
  res.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache', 'request-id': rid('req_') });
  return (type, obj) => { if (!res.destroyed) res.write('event: ' + type + '\ndata: ' + JSON.stringify(obj) + '\n\n'); };
}
// error CODE [N] | hang SECONDS | cut | delay MS   (modifiers of the step that follows them)
async function misbehave(req, res, step, pos, meta, api) {
  const m = step.mods;
  if (m.delay) await sleep(Number(m.delay));
  if (DELAY) await sleep(DELAY);
  const key = (meta.session ?? '') + '|' + pos.script.src + '|' + pos.idx;
  if (m.error) {
    const [code, times] = m.error.split(/\s+/);
    const done = failures.get(key) ?? 0;
    if (!times || done < Number(times)) {
      failures.set(key, done + 1); meta.reply = ['HTTP ' + code];
      const type = { 400: 'invalid_request_error', 401: 'authentication_error', 403: 'permission_error', 404: 'not_found_error', 413: 'request_too_large', 429: 'rate_limit_error', 500: 'api_error', 503: 'api_error', 529: 'overloaded_error' }[code] ?? 'api_error';
      const h = { 'content-type': 'application/json', 'request-id': rid('req_') };
      if (code === '429' && !times) h['retry-after'] = '1';
      res.writeHead(Number(code), h);
      res.end(JSON.stringify(api === 'anthropic' ? { type: 'error', error: { type, message: 'scripted ' + code }, request_id: rid('req_') } : { error: { type, code: type, message: 'scripted ' + code, param: null } }));
      return true;
    }
  }
  if (m.hang) {                                   // open the stream, then say nothing
    const [secs] = m.hang.split(/\s+/); meta.reply = ['hang ' + secs + 's'];
    const ev = sse(res);
    if (api === 'anthropic') ev('message_start', { type: 'message_start', message: { id: rid('msg_'), type: 'message', role: 'assistant', model: 'x', content: [], stop_reason: null, stop_sequence: null, usage: { input_tokens: 1, output_tokens: 1 } } });
    else ev('response.created', { type: 'response.created', sequence_number: 0, response: { id: rid('resp_'), object: 'response', status: 'in_progress', output: [] } });
    const t0 = Date.now(); while (!res.destroyed && Date.now() - t0 < Number(secs) * 1000) await sleep(50);
    if (!res.destroyed) res.destroy(); return true;
  }
  if (m.cut) {                                    // cut the connection in mid-stream, N times (default 1)
    const done = failures.get(key + '|cut') ?? 0;
    if (done < Number(m.cut)) {
      failures.set(key + '|cut', done + 1); meta.reply = ['cut'];
      const ev = sse(res);
      if (api === 'anthropic') {
        ev('message_start', { type: 'message_start', message: { id: rid('msg_'), type: 'message', role: 'assistant', model: 'x', content: [], stop_reason: null, stop_sequence: null, usage: { input_tokens: 1, output_tokens: 1 } } });
        ev('content_block_start', { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } });
        ev('content_block_delta', { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'half a sen' } });
      } else ev('response.created', { type: 'response.created', sequence_number: 0, response: { id: rid('resp_'), object: 'response', status: 'in_progress', output: [] } });
      await sleep(50); res.destroy(); return true;
    }
  }
  return false;
}

function readBody(req) {
  return new Promise((ok, bad) => {
    const parts = []; req.on('data', d => parts.push(d)); req.on('error', bad);
    req.on('end', () => {
      let b = Buffer.concat(parts); const enc = req.headers['content-encoding'];
      try {
        if (enc === 'gzip') b = zlib.gunzipSync(b); else if (enc === 'br') b = zlib.brotliDecompressSync(b);
        else if (enc === 'deflate') b = zlib.inflateSync(b); else if (enc === 'zstd' && zlib.zstdDecompressSync) b = zlib.zstdDecompressSync(b);
      } catch (e) { return bad(e); }
      ok(b.toString('utf8'));
    });
  });
}

const server = http.createServer(async (req, res) => {
  const n = ++seq, t0 = Date.now(); stats.requests++; stats.inflight++;
  const url = new URL(req.url, 'http://x'); let raw = '', body = null; const meta = {};
  try { raw = await readBody(req); body = raw ? JSON.parse(raw) : null; } catch (e) { meta.badBody = String(e); }
  const headers = { ...req.headers }; for (const h of ['authorization', 'x-api-key']) if (headers[h]) headers[h] = headers[h].slice(0, 12) + '...';
  let aborted = false; res.on('close', () => { if (!res.writableFinished) { aborted = true; stats.aborted++; } stats.inflight--; finish(); });
  let finished = false;
  function finish() { if (finished) return; finished = true;
    stats.by[url.pathname] = (stats.by[url.pathname] ?? 0) + 1;
    log({ n, at: new Date(t0).toISOString(), ms: Date.now() - t0, method: req.method, url: req.url, headers, status: res.statusCode, clientClosed: aborted, ...meta, body: BODIES === 'full' ? body : undefined }); }
  try {
    const p = url.pathname.replace(/\/+$/, '');
    if (p === '/healthz' || p === '') { res.end(JSON.stringify({ ok: true, ...stats }) + '\n'); return; }
    if (p.endsWith('/messages/count_tokens')) { res.writeHead(200, { 'content-type': 'application/json' }); res.end(JSON.stringify({ input_tokens: tok(JSON.stringify(body?.messages ?? '')) })); return; }
    if (p.endsWith('/messages') && req.method === 'POST') return await anthropic(req, res, body ?? {}, meta);
    if (p.endsWith('/responses') && req.method === 'POST') return await responses(req, res, body ?? {}, meta);
    if (p.endsWith('/models')) { res.writeHead(200, { 'content-type': 'application/json' }); res.end(JSON.stringify({ object: 'list', models: [], data: [{ id: 'scripted', type: 'model', object: 'model', display_name: 'scripted', created_at: '2026-01-01T00:00:00Z' }], has_more: false })); return; }
    meta.unknown = true; res.writeHead(404, { 'content-type': 'application/json' }); res.end(JSON.stringify({ type: 'error', error: { type: 'not_found_error', message: 'no such path: ' + url.pathname } }));
  } catch (e) { meta.exception = String(e.stack ?? e); if (!res.headersSent) res.writeHead(500); res.end(JSON.stringify({ error: { message: String(e) } })); }
});
server.keepAliveTimeout = 60000;
server.listen(PORT, '127.0.0.1', () => { console.log('modelserver on http://127.0.0.1:' + server.address().port + ' log ' + logFile); if (args.portfile) fs.writeFileSync(args.portfile, String(server.address().port)); });
for (const s of ['SIGTERM', 'SIGINT']) process.on(s, () => process.exit(0));
