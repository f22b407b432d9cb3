#!/usr/bin/env node
/*
 * A scripted model server: agents' programs are driven for real with no model and no internet.
 *
 *     node modelserver.mjs --port=0 --portfile=F --log=DIR [--usage=IN,OUT,CACHED] [--delay=ms]
 *                          [--chunk=chars] [--chunk-ms=ms] [--bodies=brief]
 *
 * 127.0.0.1 only, no dependencies, Node 18 or newer. It speaks Anthropic Messages, OpenAI Responses,
 * OpenAI Chat Completions and Gemini's generateContent (model/*.mjs, one each), streaming or not. Every
 * request is a line of DIR/requests.jsonl, with what was answered and the tokens that were counted. The
 * model plays the last directive that a user message holds:
 *
 *     SCRIPT: write hello.txt hi; commit add hello; say done
 *
 * or many lines between 'SCRIPT<<' and 'END-SCRIPT'. '\;' is a semicolon, '\n' a newline in a text,
 * {{ }} protects what is nested. Steps:
 *
 *     say TEXT                         ends the turn
 *     write PATH TEXT, patch PATH TEXT, edit PATH {{old}} {{new}}, read PATH
 *     sh CMD, bg CMD, commit MSG       by the agent's shell
 *     mcp NAME {json}                  the tool NAME of the MCP server 'leadhand', by the agent's name for it
 *     tool NAME {json}, custom NAME TEXT   a tool by exactly this name
 *     agent {{SCRIPT: ...}} [{{json}}], wait, plan A, B, C, par {{step}} {{step}}
 *
 * Before a step: error CODE [N] [after SECONDS] (the first N times, or for ever; with a time to wait),
 * cut [N] (in mid-stream), hang SECONDS [N] (the stream opens, then silence), delay MS, until PATH (not before that
 * is there), slow MS (between pieces of text), usage IN OUT [CACHED], preamble TEXT (before the call), think TEXT,
 * stop REASON (max_tokens, refusal). Tokens are characters/4, or what --usage or the step says; CACHED is part of IN.
 *
 * What asks for JSON by a schema gets something that fits it, and what offers no tools a title.
 */
import http from 'node:http';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import anthropic from './model/anthropic.mjs';
import responses from './model/responses.mjs';
import chat from './model/chat.mjs';
import gemini from './model/gemini.mjs';
import { misbehave } from './model/trouble.mjs';
import { play, sample } from './model/steps.mjs';
import { position, unescape } from './model/script.mjs';
import { json, pause } from './model/wire.mjs';

const PROTOCOLS = { anthropic, responses, chat, gemini };
const args = Object.fromEntries(process.argv.slice(2).map(arg => /^--([^=]+)=?(.*)$/.exec(arg)).map(m => [m[1], m[2]]));
const logFile = path.join(args.log || '.', 'requests.jsonl');
let count = 0;

const tokens = text => Math.max(1, Math.ceil((text ?? '').length / 4));
const numbers = text => text ? text.split(/[\s,]+/).map(Number) : [];

function tokensOf(step, asked, reply) {
  const [input, output, cached = 0] = [numbers(step?.before.usage), numbers(args.usage)].find(n => n.length) ?? [];
  return { input: input ?? tokens(asked.spoken), output: output ?? tokens(JSON.stringify([reply.text, reply.calls])), cached };
}

const WHERE = /(?:primary working directory|working directory|cwd|working in the directory|workspace director(?:y|ies)[^\n]*\n\s*-?)\**["']?\s*(?:is|:|=|>)?\**\s*[`'"]?(\/[^\s`'"<),\\]+)/i;

function findFolder(text) {
  return (/<cwd>([^<]+)<\/cwd>/.exec(text) ?? WHERE.exec(text))?.[1].trim();
}

/* What a request that no script is for is answered. */
function aside(asked, place) {
  if (asked.schema && (!asked.tools.length || asked.schema.properties?.outcome))
    return { text: JSON.stringify(sample(asked.schema)) };
  if (!asked.tools.length) return { text: 'scripted title' };
  return place ? null : { text: 'ok (no script in this request)' };
}

function replyOf(asked, place) {
  const side = aside(asked, place), step = side ? null : place.step, before = step?.before ?? {};
  const made = side ?? play(step, { ...asked, cwd: findFolder(asked.system) });
  const reply = { text: made.text, calls: made.calls ?? [], step: place?.index ?? 0, stop: before.stop,
    think: before.think && unescape(before.think), preamble: made.calls ? before.preamble && unescape(before.preamble) : undefined,
    pieceSize: Number(args.chunk || 24), pieceMs: Number(before.slow ?? (args['chunk-ms'] || 0)) };
  return { ...reply, usage: tokensOf(step, asked, reply), isAside: !!side };
}

async function answer(protocol, url, req, res, body, note) {
  const asked = protocol.read(body, req, url), place = position(asked.items);
  const reply = replyOf(asked, place);
  note.session = asked.session;
  note.kind = reply.isAside ? 'side' : 'script';
  if (!reply.isAside) {
    Object.assign(note, { step: place.index, of: place.of });
    if (args.delay) await pause(Number(args.delay));
    if (await misbehave(protocol, res, body, place, note)) return;
  }
  note.reply = reply.calls.length ? reply.calls.map(c => `${c.name} ${JSON.stringify(c.input ?? c.custom).slice(0, 200)}`)
    : [reply.text?.slice(0, 200)];
  note.usage = reply.usage;
  await protocol.write(res, body, reply, asked.isStream);
}

const UNPACK = { gzip: zlib.gunzipSync, br: zlib.brotliDecompressSync, deflate: zlib.inflateSync, zstd: zlib.zstdDecompressSync };

async function readBody(req) {
  const parts = [];
  for await (const part of req) parts.push(part);
  const raw = Buffer.concat(parts), unpack = UNPACK[req.headers['content-encoding']];
  return raw.length ? JSON.parse((unpack ? unpack(raw) : raw).toString('utf8')) : {};
}

/* What is asked beside the four protocols. */
function small(url, res, body) {
  if (url.pathname === '/healthz') return json(res, 200, { ok: true, requests: count });
  if (/count_tokens$/.test(url.pathname)) return json(res, 200, { input_tokens: tokens(JSON.stringify(body.messages ?? '')) });
  if (/:countTokens$/.test(url.pathname)) return json(res, 200, { totalTokens: tokens(JSON.stringify(body.contents ?? '')) });
  if (/\/models$/.test(url.pathname))
    return json(res, 200, { object: 'list', has_more: false, models: [], data: [{ id: 'scripted', type: 'model',
      object: 'model', owned_by: 'local', created: 1, display_name: 'scripted', created_at: '2026-01-01T00:00:00Z' }] });
  json(res, 404, { type: 'error', error: { type: 'not_found_error', message: `no such path: ${url.pathname}` } });
}

function withoutKeys(headers) {
  const kept = { ...headers };
  for (const name of ['authorization', 'x-api-key', 'x-goog-api-key']) if (kept[name]) kept[name] = kept[name].slice(0, 12) + '...';
  return kept;
}

async function serve(req, res) {
  const number = ++count, began = Date.now(), url = new URL(req.url, 'http://x'), note = {};
  let body = {};
  res.on('close', () => fs.appendFileSync(logFile, JSON.stringify({ n: number, at: new Date(began).toISOString(),
    ms: Date.now() - began, method: req.method, url: url.pathname, headers: withoutKeys(req.headers), status: res.statusCode,
    clientClosed: !res.writableFinished, ...note, body: args.bodies === 'brief' ? undefined : body }) + '\n'));
  try {
    body = await readBody(req);
    const name = Object.keys(PROTOCOLS).find(key => PROTOCOLS[key].serves(url, req.method));
    note.protocol = name;
    if (name) await answer(PROTOCOLS[name], url, req, res, body, note);
    else small(url, res, body);
  } catch (bad) {
    note.exception = String(bad.stack ?? bad);
    if (!res.headersSent) json(res, 500, { error: { message: String(bad) } });
    else res.destroy();
  }
}

if (args.log) fs.mkdirSync(args.log, { recursive: true });
const server = http.createServer(serve);
server.keepAliveTimeout = 60000;
server.listen(Number(args.port || 8099), '127.0.0.1', () => {
  const { port } = server.address();
  console.log(`modelserver on http://127.0.0.1:${port}, log ${logFile}`);
  if (args.portfile) fs.writeFileSync(args.portfile, String(port));
});
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => process.exit(0));
