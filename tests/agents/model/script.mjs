/*
 * The script language, and where in a script a conversation is. The language is told in modelserver.mjs.
 *
 * No state: the number of a step is in the id of its tool call, so a retry replays a step, a resumed
 * conversation goes on, feedback without a directive goes on after a `say`, and feedback with one begins anew.
 */
const BEFORE = ['error', 'delay', 'until', 'slow', 'usage', 'cut', 'hang', 'preamble', 'think', 'stop'];
const TEXTUAL = ['say', 'done', 'text'];

function splitSteps(text) {
  const steps = [];
  let step = '', depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\' && (text[i + 1] === ';' || text[i + 1] === '\\')) step += (depth ? '\\' : '') + text[++i];
    else if (text.startsWith('{{', i)) { depth++; step += '{{'; i++; }
    else if (text.startsWith('}}', i) && depth) { depth--; step += '}}'; i++; }
    else if (text[i] === ';' && !depth) { steps.push(step.trim()); step = ''; }
    else step += text[i];
  }
  steps.push(step.trim());
  return steps.filter(Boolean);
}

/* What stands between {{ and }}, once and for each. */
export function unwrap(text) {
  const found = /^\{\{([\s\S]*)\}\}$/.exec(text.trim());
  return (found ? found[1] : text).trim();
}
export function wrapped(text) {
  const each = /\{\{((?:(?!\{\{|\}\})[\s\S]|\{\{(?:(?!\}\})[\s\S])*\}\})*)\}\}/g;
  return [...text.matchAll(each)].map(found => found[1].trim());
}
export const unescape = text => text.replace(/\\n/g, '\n').replace(/\\t/g, '\t');

export function firstWord(text) {
  const found = /^(\S+)\s*([\s\S]*)$/.exec(text);
  return found ? [found[1], found[2]] : [text, ''];
}

function directive(text) {
  const block = [...text.matchAll(/SCRIPT<<\n([\s\S]*?)\nEND-SCRIPT/g)].pop();
  if (block) return block[1].replace(/\n/g, ' ');
  const line = /SCRIPT:[ \t]*([^\n]*)/.exec(text);
  // Codex puts what a hook says between tags, in one line with the directive.
  return line ? line[1].replace(/<\/hook_prompt>.*$/, '') : null;
}

export function parseScript(text) {
  const source = directive(text ?? '');
  if (source == null) return null;
  const steps = [];
  let before = {};
  for (const raw of splitSteps(source)) {
    const [word, rest] = firstWord(raw), verb = word.toLowerCase();
    if (BEFORE.includes(verb)) before[verb] = rest.trim() || '1';
    else { steps.push({ verb, rest: rest.trim(), before }); before = {}; }
  }
  if (Object.keys(before).length) steps.push({ verb: 'say', rest: 'end of script', before });
  return { source, steps };
}

/*
 * items: [{kind: 'user'|'assistant'|'call'|..., text, id}] -> {source, index, step, of}, or null where nobody gave a
 * directive.
 */
export function position(items) {
  let start = -1, script = null;
  items.forEach((item, i) => {
    const found = item.kind === 'user' ? parseScript(item.text) : null;
    if (found?.steps.length) { start = i; script = found; }
  });
  if (!script) return null;
  let index = 0;
  for (const item of items.slice(start + 1)) {
    const number = item.kind === 'call' ? /_s(\d+)_/.exec(item.id ?? '') : null;
    if (number) index = Number(number[1]) + 1;
    else if (item.kind === 'call' && script.steps[index]) index++;
    else if (item.kind === 'assistant' && TEXTUAL.includes(script.steps[index]?.verb)) index++;
  }
  const step = script.steps[index] ?? { verb: 'say', rest: 'script exhausted', before: {} };
  return { source: script.source, index, step, of: script.steps.length };
}
