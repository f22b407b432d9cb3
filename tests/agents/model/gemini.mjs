/* Gemini generateContent and streamGenerateContent: gemini-cli. Each protocol is {serves, read, open, write, error}. */
import { callId, events, inPieces, json, makeId } from './wire.mjs';

const ERRORS = { 400: 'INVALID_ARGUMENT', 401: 'UNAUTHENTICATED', 403: 'PERMISSION_DENIED', 404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED', 500: 'INTERNAL', 503: 'UNAVAILABLE' };
const STOPS = { max_tokens: 'MAX_TOKENS', refusal: 'SAFETY' };

function items(body) {
  return (body.contents ?? []).flatMap(content => (content.parts ?? []).flatMap(part => {
    if (part.functionCall) return [{ kind: 'call', id: part.functionCall.id }];
    if (!part.text || part.thought) return [];
    return [{ kind: content.role === 'model' ? 'assistant' : 'user', text: part.text }];
  }));
}

const usage = ({ input, cached, output }) => ({ promptTokenCount: input, candidatesTokenCount: output,
  totalTokenCount: input + output, cachedContentTokenCount: cached });

function schema(config) {
  return config?.responseJsonSchema ?? config?.responseSchema ??
    (config?.responseMimeType === 'application/json' ? { type: 'object' } : undefined);
}

const candidate = (parts, finishReason) => ({ candidates: [{ index: 0, content: { role: 'model', parts },
  ...(finishReason ? { finishReason } : {}) }], modelVersion: 'scripted', responseId: makeId('r') });

const isStream = url => /:streamGenerateContent$/.test(url.pathname);

export default {
  serves: (url, method) => method === 'POST' && /:(stream)?generateContent$/i.test(url.pathname),

  read(body, req, url) {
    const found = items(body);
    return {
      items: found, tools: (body.tools ?? []).flatMap(t => t.functionDeclarations ?? [])
        .map(f => ({ name: f.name, schema: f.parametersJsonSchema ?? f.parameters })),
      system: [...(body.systemInstruction?.parts ?? []).map(p => p.text ?? ''), ...found.map(i => i.text ?? '')].join('\n'),
      unseen: name => ({ name: 'mcp_leadhand_' + name }), schema: schema(body.generationConfig),
      spoken: JSON.stringify(body.contents ?? ''), isStream: isStream(url),
    };
  },

  open(res) {
    const send = events(res);
    return () => send(null, candidate([{ text: 'half a sen' }]));
  },

  async write(res, body, reply, isStreamed) {
    const parts = [];
    if (reply.think) parts.push({ text: reply.think, thought: true });
    for (const text of [reply.preamble, reply.text]) if (text != null) parts.push({ text });
    for (const call of reply.calls)
      parts.push({ functionCall: { id: callId('call', reply.step), name: call.name, args: call.input ?? {} },
        thoughtSignature: 'c2lnbmF0dXJl' });
    const finish = STOPS[reply.stop] ?? 'STOP', counts = { usageMetadata: usage(reply.usage) };
    if (!isStreamed) return json(res, 200, { ...candidate(parts, finish), ...counts });
    const send = events(res);
    for (const part of parts) {
      if (part.functionCall || part.thought) send(null, candidate([part]));
      else if (!await inPieces(res, part.text, reply, text => send(null, candidate([{ text }])))) return;
    }
    send(null, { ...candidate([], finish), ...counts });
    res.end();
  },

  error: (code, after) => ({ error: { code, message: `scripted ${code}`, status: ERRORS[code] ?? 'UNKNOWN',
    ...(after ? { details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${after}s` }] } : {}) } }),
};
