/* OpenAI Responses: Codex, codex-acp. Each protocol is {serves, read, open, write, error}. */
import { callId, events, inPieces, json, makeId, textOf } from './wire.mjs';

const ERRORS = { 400: 'invalid_request_error', 401: 'authentication_error', 403: 'permission_error', 404: 'not_found_error',
  413: 'request_too_large', 429: 'rate_limit_error', 529: 'overloaded_error' };

const inputOf = body => typeof body.input === 'string' ? [{ role: 'user', content: body.input }] : body.input ?? [];

function items(body) {
  const found = [];
  for (const item of inputOf(body)) {
    const type = item.type ?? 'message';
    if (type === 'message' || item.role) found.push({ kind: item.role, text: textOf(item.content) });
    else if (/_call$/.test(type)) found.push({ kind: 'call', id: item.call_id ?? item.id });
    else if (/agent_message$/.test(type))
      found.push({ kind: 'user', text: (item.content ?? []).map(c => c.text ?? c.encrypted_content ?? '').join('') });
  }
  return found;
}

/* In "code mode" the tools come as an item of the input. */
function tools(body) {
  const listed = [...(body.tools ?? []), ...inputOf(body).filter(i => i?.type === 'additional_tools').flatMap(i => i.tools ?? [])];
  const one = (tool, namespace) =>
    ({ name: tool.name ?? tool.type, namespace, custom: tool.type === 'custom', schema: tool.parameters });
  return listed.flatMap(t => t.type === 'namespace' ? (t.tools ?? []).map(each => one(each, t.name)) : [one(t)]);
}

function output(reply) {
  const text = words => ({ type: 'message', id: makeId('msg_'), role: 'assistant', status: 'completed',
    content: [{ type: 'output_text', text: words, annotations: [] }] });
  const found = [];
  if (reply.think)
    found.push({ type: 'reasoning', id: makeId('rs_'), summary: [{ type: 'summary_text', text: reply.think }], content: null,
      encrypted_content: 'ZW5jcnlwdGVk' });
  for (const words of [reply.preamble, reply.text]) if (words != null) found.push(text(words));
  for (const call of reply.calls) {
    const common = { status: 'completed', call_id: callId('call', reply.step), name: call.name,
      ...(call.namespace ? { namespace: call.namespace } : {}) };
    found.push(call.custom != null
      ? { type: 'custom_tool_call', id: makeId('ctc_'), ...common, input: call.custom }
      : { type: 'function_call', id: makeId('fc_'), ...common, arguments: JSON.stringify(call.input ?? {}) });
  }
  return found;
}

const usage = ({ input, cached, output: out }) => ({ input_tokens: input, input_tokens_details: { cached_tokens: cached },
  output_tokens: out, output_tokens_details: { reasoning_tokens: 0 }, total_tokens: input + out });

const response = body => ({ id: makeId('resp_'), object: 'response', created_at: Math.floor(Date.now() / 1000),
  status: 'in_progress', model: body.model, output: [], usage: null, error: null, incomplete_details: null,
  parallel_tool_calls: true, store: false });

async function message(res, send, item, output_index, reply) {
  const at = { item_id: item.id, output_index, content_index: 0 }, whole = item.content[0].text;
  send('response.output_item.added', { output_index, item: { ...item, status: 'in_progress', content: [] } });
  send('response.content_part.added', { ...at, part: { type: 'output_text', text: '', annotations: [] } });
  if (!await inPieces(res, whole, reply, delta => send('response.output_text.delta', { ...at, delta }))) return false;
  send('response.output_text.done', { ...at, text: whole });
  return true;
}

function reasoning(send, item, output_index) {
  const at = { item_id: item.id, output_index, summary_index: 0 }, text = item.summary[0].text;
  send('response.output_item.added', { output_index, item: { ...item, summary: [] } });
  send('response.reasoning_summary_part.added', { ...at, part: { type: 'summary_text', text: '' } });
  send('response.reasoning_summary_text.delta', { ...at, delta: text });
  send('response.reasoning_summary_text.done', { ...at, text });
}

async function item(res, send, value, index, reply) {
  if (value.type === 'message' && !await message(res, send, value, index, reply)) return false;
  if (value.type === 'reasoning') reasoning(send, value, index);
  if (/_call$/.test(value.type)) {
    const empty = value.type === 'function_call' ? { arguments: '' } : { input: '' };
    send('response.output_item.added', { output_index: index, item: { ...value, status: 'in_progress', ...empty } });
  }
  send('response.output_item.done', { output_index: index, item: value });
  return true;
}

function sequence(res) {
  const send = events(res);
  let number = 0;
  return (type, value) => send(type, { type, sequence_number: number++, ...value });
}

export default {
  serves: (url, method) => method === 'POST' && /\/responses$/.test(url.pathname),

  read(body, req) {
    const spoken = JSON.stringify(body.input ?? '');
    const found = items(body);
    return {
      items: found, system: found.map(i => i.text ?? '').join('\n'), tools: tools(body),
      unseen: name => ({ name, namespace: 'mcp__leadhand' }), schema: body.text?.format?.schema,
      agents: [...new Set([...spoken.matchAll(/agent_id[\\"]*:[\\"]*([0-9a-f-]{36})/g)].map(m => m[1]))],
      session: req.headers['session_id'] ?? req.headers['session-id'] ?? body.prompt_cache_key, spoken, isStream: !!body.stream,
    };
  },

  open(res, body) {
    const send = sequence(res);
    send('response.created', { response: response(body) });
    return () => {
      const part = { type: 'message', id: makeId('msg_'), role: 'assistant', status: 'in_progress', content: [] };
      send('response.output_item.added', { output_index: 0, item: part });
      send('response.output_text.delta', { item_id: part.id, output_index: 0, content_index: 0, delta: 'half a sen' });
    };
  },

  async write(res, body, reply, isStream) {
    const found = output(reply), isCut = reply.stop === 'max_tokens', status = isCut ? 'incomplete' : 'completed';
    const begun = response(body);
    const whole = { ...begun, status, output: found, usage: usage(reply.usage),
      incomplete_details: isCut ? { reason: 'max_output_tokens' } : null };
    if (!isStream) return json(res, 200, whole);
    const send = sequence(res);
    send('response.created', { response: begun });
    send('response.in_progress', { response: begun });
    for (let i = 0; i < found.length; i++) if (!await item(res, send, found[i], i, reply)) return;
    send('response.' + status, { response: whole });
    res.end();
  },

  error: code => {
    const type = ERRORS[code] ?? 'api_error';
    return { error: { type, code: type, message: `scripted ${code}`, param: null } };
  },
};
