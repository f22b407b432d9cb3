/* What the protocols share: ids, server-sent events, and text in pieces. */
import crypto from 'node:crypto';

export const makeId = prefix => prefix + crypto.randomBytes(12).toString('hex');
/* The id of a tool call carries the number of the step that made it. */
export const callId = (prefix, step) => `${prefix}_s${step}_${crypto.randomBytes(8).toString('hex')}`;
export const pause = ms => new Promise(done => setTimeout(done, ms));

export function json(res, status, value, headers = {}) {
  res.writeHead(status, { 'content-type': 'application/json', 'request-id': makeId('req_'), ...headers });
  res.end(JSON.stringify(value));
}

/* -> event(name or null, value); a value that is no object is sent as it is. */
export function events(res) {
  res.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache',
    'request-id': makeId('req_') });
  return (name, value) => {
    if (!res.destroyed)
      res.write((name ? `event: ${name}\n` : '') + `data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`);
  };
}

/* Call send(piece) for each piece of a text at the reply's pace; false where nobody listens any more. */
export async function inPieces(res, text, reply, send) {
  const size = reply.pieceSize;
  for (let i = 0; i === 0 || i < text.length; i += size) {
    send(text.slice(i, i + size));
    if (reply.pieceMs) await pause(reply.pieceMs);
    if (res.destroyed) return false;
  }
  return true;
}

/* Text of a message's content, be it a string or parts. */
export function textOf(content) {
  if (typeof content === 'string') return content;
  return (content ?? []).map(part => part.text ?? '').join('\n');
}
