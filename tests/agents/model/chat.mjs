/* OpenAI Chat Completions: opencode, pi. Each protocol is {serves, read, open, write, error}. */
import { callId, events, inPieces, json, makeId, textOf } from './wire.mjs';

const ERRORS = { 401: 'authentication_error', 429: 'rate_limit_error' };
const STOPS = { max_tokens: 'length', refusal: 'content_filter' };

function items(body) {
  return (body.messages ?? []).flatMap(message => [
    { kind: message.role === 'developer' ? 'system' : message.role, text: textOf(message.content) },
    ...(message.tool_calls ?? []).map(call => ({ kind: 'call', id: call.id })),
  ]).filter(item => item.kind !== 'assistant' || item.text);
}

const usage = ({ input, cached, output }) => ({ prompt_tokens: input, completion_tokens: output, total_tokens: input + output,
  prompt_tokens_details: { cached_tokens: cached } });

function chunks(res, body) {
  const send = events(res), id = makeId('chatcmpl-');
  return (delta, finish_reason = null, more = {}) => send(null, { id, object: 'chat.completion.chunk', created: 1,
    model: body.model, choices: delta ? [{ index: 0, delta, finish_reason }] : [], ...more });
}

export default {
  serves: (url, method) => method === 'POST' && /\/chat\/completions$/.test(url.pathname),

  read(body) {
    const found = items(body), format = body.response_format;
    return {
      items: found, system: found.filter(i => i.kind === 'system' || i.kind === 'user').map(i => i.text).join('\n'),
      tools: (body.tools ?? []).filter(t => t.function).map(t => ({ name: t.function.name, schema: t.function.parameters })),
      unseen: name => ({ name: 'leadhand_' + name }),
      schema: format?.json_schema?.schema ?? (format?.type === 'json_object' ? { type: 'object' } : undefined),
      session: body.prompt_cache_key, spoken: JSON.stringify(body.messages ?? ''), isStream: !!body.stream,
    };
  },

  open(res, body) {
    const send = chunks(res, body);
    send({ role: 'assistant', content: '' });
    return () => send({ content: 'half a sen' });
  },

  async write(res, body, reply, isStream) {
    const text = [reply.preamble, reply.text].filter(words => words != null).join('');
    const tool_calls = reply.calls.map(call => ({ id: callId('call', reply.step), type: 'function',
      function: { name: call.name, arguments: JSON.stringify(call.input ?? {}) } }));
    const finish = STOPS[reply.stop] ?? (tool_calls.length ? 'tool_calls' : 'stop');
    if (!isStream) {
      const message = { role: 'assistant', content: text || null, ...(tool_calls.length ? { tool_calls } : {}) };
      return json(res, 200, { id: makeId('chatcmpl-'), object: 'chat.completion', created: 1, model: body.model,
        choices: [{ index: 0, finish_reason: finish, message }], usage: usage(reply.usage) });
    }
    const send = chunks(res, body);
    send({ role: 'assistant', content: '' });
    if (reply.think) send({ reasoning_content: reply.think });
    if (text && !await inPieces(res, text, reply, content => send({ content }))) return;
    tool_calls.forEach((call, index) => send({ tool_calls: [{ index, ...call }] }));
    send({}, finish);
    send(null, null, { usage: usage(reply.usage) });
    res.write('data: [DONE]\n\n');
    res.end();
  },

  /* opencode passes on these words, and nothing else. */
  error: code => ({ error: { message: (code === 401 ? 'Incorrect API key provided: ' : '') + `scripted ${code}`, param: null,
    type: ERRORS[code] ?? (code < 500 ? 'invalid_request_error' : 'server_error'),
    code: code === 401 ? 'invalid_api_key' : code === 429 ? 'rate_limit_exceeded' : null } }),
};
