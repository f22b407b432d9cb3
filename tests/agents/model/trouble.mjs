/* How the server fails when a script says so: an error, a stream that is cut, a stream that falls silent. */
import fs from 'node:fs';
import { json, pause } from './wire.mjs';

/* How often each step of a script has failed so far: the only thing that the server remembers. By the script and not by
 * the conversation, of which an agent may begin another one after a failure. */
const failed = new Map();

function isDue(place, what, times) {
  const key = [place.source, place.index, what].join('|'), done = failed.get(key) ?? 0;
  if (done >= times) return false;
  failed.set(key, done + 1);
  return true;
}

function refuse(protocol, res, words, place, note) {
  const [, code, times, after] = /^(\d+)(?:\s+(\d+))?(?:\s+after\s+(\d+))?$/.exec(words) ?? [null, '500'];
  if (!isDue(place, 'error', Number(times ?? Infinity))) return false;
  note.reply = [`HTTP ${code}`];
  json(res, Number(code), protocol.error(Number(code), after), after ? { 'retry-after': after } : {});
  return true;
}

async function fallSilent(protocol, res, body, words, place, note) {
  const [seconds, times = Infinity] = words.split(/\s+/).map(Number);
  if (!isDue(place, 'hang', times)) return false;
  note.reply = [`silent for ${seconds} s`];
  protocol.open(res, body);
  for (const end = Date.now() + seconds * 1000; !res.destroyed && Date.now() < end;) await pause(50);
  res.destroy();
  return true;
}

async function cut(protocol, res, body, words, place, note) {
  if (!isDue(place, 'cut', Number(words))) return false;
  note.reply = ['cut'];
  protocol.open(res, body)();
  await pause(50);
  res.destroy();
  return true;
}

/* Whether the request is over by what stands before its step. */
export async function misbehave(protocol, res, body, place, note) {
  const { before } = place.step;
  if (before.delay) await pause(Number(before.delay));
  while (before.until && !res.destroyed && !fs.existsSync(before.until)) await pause(50);
  return !!(before.error && refuse(protocol, res, before.error, place, note)) ||
    !!(before.hang && await fallSilent(protocol, res, body, before.hang, place, note)) ||
    !!(before.cut && await cut(protocol, res, body, before.cut, place, note));
}
