/* Anthropic Messages: Claude Code, claude-agent-acp. Each protocol is {serves, read, open, write, error}. */
import { callId, events, inPieces, json, makeId, textOf } from './wire.mjs';

const ERRORS = { 400: 'invalid_request_error', 401: 'authentication_error', 403: 'permission_error', 404: 'not_found_error',
  413: 'request_too_large', 429: 'rate_limit_error', 529: 'overloaded_error' };

function items(body) {
  const found = [];
  for (const message of body.messages ?? []) {
    const blocks = typeof message.content === 'string' ? [{ type: 'text', text: message.content }] : message.content ?? [];
    for (const block of blocks) {
      if (message.role === 'system') found.push({ kind: 'system', text: block.text ?? '' });
      else if (block.type === 'tool_use') found.push({ kind: 'call', id: block.id });
      else if (block.type !== 'text') continue;
      else if (message.role === 'assistant') found.push({ kind: 'assistant', text: block.text });
      // Reminders are user text too, but nobody's words.
      else found.push({ kind: 'user', text: block.text.replace(/<system-reminder>[\s\S]*?<\/system-reminder>/g, '') });
    }
  }
  return found;
}

function content(reply) {
  const blocks = [];
  if (reply.think) blocks.push({ type: 'thinking', thinking: reply.think, signature: 'c2lnbmF0dXJl' });
  for (const text of [reply.preamble, reply.text]) if (text != null) blocks.push({ type: 'text', text });
  for (const call of reply.calls)
    blocks.push({ type: 'tool_use', id: callId('toolu', reply.step), name: call.name, input: call.input ?? {} });
  return blocks;
}

const usage = ({ input, cached, output }) => ({ input_tokens: input - cached, cache_creation_input_tokens: 0,
  cache_read_input_tokens: cached, output_tokens: output, service_tier: 'standard' });

const message = (body, counts) => ({ id: makeId('msg_'), type: 'message', role: 'assistant', model: body.model, content: [],
  stop_reason: null, stop_sequence: null, usage: { ...usage(counts), output_tokens: 1 } });

const DELTA = {
  text: part => ({ type: 'text_delta', text: part }),
  thinking: part => ({ type: 'thinking_delta', thinking: part }),
  tool_use: part => ({ type: 'input_json_delta', partial_json: part }),
};
const EMPTY = { text: { text: '' }, thinking: { thinking: '', signature: '' }, tool_use: { input: {} } };

async function block(res, send, index, value, reply) {
  send('content_block_start', { type: 'content_block_start', index, content_block: { ...value, ...EMPTY[value.type] } });
  const delta = given => send('content_block_delta', { type: 'content_block_delta', index, delta: given });
  const whole = value.text ?? value.thinking ?? JSON.stringify(value.input);
  if (!await inPieces(res, whole, reply, part => delta(DELTA[value.type](part)))) return false;
  if (value.type === 'thinking') delta({ type: 'signature_delta', signature: value.signature });
  send('content_block_stop', { type: 'content_block_stop', index });
  return true;
}

export default {
  serves: (url, method) => method === 'POST' && /\/messages$/.test(url.pathname),

  read(body, req) {
    const system = textOf(body.system);
    return {
      items: items(body), system: system + '\n' + JSON.stringify(body.messages ?? '').slice(0, 20000),
      tools: (body.tools ?? []).map(t => ({ name: t.name, schema: t.input_schema })),
      unseen: name => ({ name: 'mcp__leadhand__' + name }),
      schema: (body.output_config?.format ?? body.output_format)?.schema,
      session: req.headers['x-claude-code-session-id'], spoken: JSON.stringify(body.messages ?? ''), isStream: !!body.stream,
    };
  },

  open(res, body) {
    const send = events(res);
    send('message_start', { type: 'message_start', message: message(body, { input: 1, cached: 0, output: 1 }) });
    return () => {
      send('content_block_start', { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } });
      send('content_block_delta', { type: 'content_block_delta', index: 0, delta: DELTA.text('half a sen') });
    };
  },

  async write(res, body, reply, isStream) {
    const blocks = content(reply), counts = usage(reply.usage);
    const stop_reason = reply.stop ?? (reply.calls.length ? 'tool_use' : 'end_turn');
    const said = message(body, reply.usage);
    if (!isStream) return json(res, 200, { ...said, content: blocks, stop_reason, usage: counts });
    const send = events(res);
    send('message_start', { type: 'message_start', message: said });
    for (let i = 0; i < blocks.length; i++) if (!await block(res, send, i, blocks[i], reply)) return;
    send('message_delta', { type: 'message_delta', delta: { stop_reason, stop_sequence: null }, usage: counts });
    send('message_stop', { type: 'message_stop' });
    res.end();
  },

  error: code => ({ type: 'error', error: { type: ERRORS[code] ?? 'api_error', message: `scripted ${code}` },
    request_id: makeId('req_') }),
};
