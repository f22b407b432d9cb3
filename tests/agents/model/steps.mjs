/*
 * What a step calls: the tools that an agent offers are found by their names and filled by their schemas, so that one
 * script serves all agents.
 *
 * offer: {tools: [{name, namespace?, custom?, schema?}], cwd, agents} -> {text} or {calls: [{name, namespace?, input} or
 * {name, custom}]}
 */
import path from 'node:path';
import crypto from 'node:crypto';
import { firstWord, unescape, unwrap, wrapped } from './script.mjs';

const NAMES = {
  write: ['Write', 'write_file', 'write', 'create_file'],
  read: ['Read', 'read_file', 'read'],
  edit: ['Edit', 'replace', 'edit'],
  shell: ['Bash', 'run_shell_command', 'bash', 'exec_command', 'shell_command', 'shell'],
  agent: ['Agent', 'Task', 'task', 'invoke_agent', 'spawn_agent'],
  plan: ['TodoWrite', 'todowrite', 'write_todos', 'update_plan'],
};
/* What a parameter is called elsewhere. */
const WORDS = {
  path: ['file_path', 'filePath', 'path', 'absolute_path'],
  content: ['content', 'contents', 'text'],
  command: ['command', 'cmd'],
  old: ['old_string', 'oldString', 'oldText'],
  new: ['new_string', 'newString', 'newText'],
  background: ['run_in_background', 'is_background'],
  prompt: ['prompt', 'message', 'objective', 'query', 'request'],
};
const quote = text => "'" + text.replace(/'/g, "'\\''") + "'";

/* Something that a schema takes. */
export function sample(schema, name = '') {
  if (!schema) return 'x';
  if (schema.enum) return schema.enum[0];
  if (schema.const !== undefined) return schema.const;
  const either = schema.anyOf ?? schema.oneOf;
  if (either) return sample(either[0], name);
  const type = String(Array.isArray(schema.type) ? schema.type[0] : schema.type ?? 'string').toLowerCase();
  if (type === 'number' || type === 'integer') return 1;
  if (type === 'boolean') return false;
  if (type === 'array') return [];
  if (type !== 'object') return name === 'next_speaker' ? 'user' : 'scripted';
  const keys = schema.required ?? Object.keys(schema.properties ?? {});
  return Object.fromEntries(keys.map(key => [key, sample(schema.properties?.[key], key)]));
}

function fill(tool, wanted) {
  const known = tool.schema?.properties ?? {}, input = {};
  for (const [word, value] of Object.entries(wanted)) {
    const names = WORDS[word] ?? [word];
    const name = names.find(n => n in known) ?? (Object.keys(known).length ? null : names[0]);
    if (name) input[name] = known[name]?.type === 'array' && typeof value === 'string' ? ['bash', '-lc', value] : value;
  }
  for (const name of tool.schema?.required ?? []) if (!(name in input)) input[name] = sample(known[name], name);
  return input;
}

class Hand {
  constructor(offer) { Object.assign(this, offer); }

  find(what) {
    for (const name of NAMES[what]) {
      const tool = this.tools.find(t => t.name === name);
      if (tool) return tool;
    }
    return null;
  }
  call(tool, input) { return { calls: [{ name: tool.name, namespace: tool.namespace, input }] }; }
  missing(what) { return { text: `no tool for '${what}' among: ` + this.tools.map(t => t.name).join(' ') }; }
  where(file) { return path.isAbsolute(file) || !this.cwd ? file : path.join(this.cwd, file); }

  /* Codex's "code mode": one tool that runs JavaScript, off which the others hang. */
  get hasCodeMode() { return this.tools.some(t => t.name === 'exec' && t.custom); }
  javascript(code) { return { calls: [{ name: 'exec', custom: code }] }; }

  shell(cmd, isLeft = false) {
    const patient = isLeft ? { yield_time_ms: 250 } : {};
    if (this.hasCodeMode)
      return this.javascript(`const r = await tools.exec_command(${JSON.stringify({ cmd, ...patient })});\n` +
        'text(typeof r === "string" ? r : r.output ?? r);');
    const tool = this.find('shell');
    if (!tool) return this.missing('shell');
    return this.call(tool, fill(tool, { command: cmd, description: 'scripted command', ...(isLeft ? { background: true } : {}), ...patient }));
  }

  patch(body) {
    const text = `*** Begin Patch\n${body}*** End Patch\n`;
    if (this.hasCodeMode) return this.javascript(`text(await tools.apply_patch(${JSON.stringify(text)}));`);
    const tool = this.tools.find(t => t.name === 'apply_patch');
    if (!tool) return this.shell(`apply_patch <<'PATCH'\n${text}PATCH`);
    return tool.custom ? { calls: [{ name: 'apply_patch', custom: text }] } : this.call(tool, { input: text });
  }

  write(file, content) {
    const tool = this.find('write');
    if (tool) return this.call(tool, fill(tool, { path: this.where(file), content: content + '\n' }));
    return this.shell(`printf %s ${quote(content + '\n')} > ${quote(file)}`);
  }

  add(file, content) {
    if (this.find('write')) return this.write(file, content);
    return this.patch(`*** Add File: ${file}\n` + content.split('\n').map(l => '+' + l + '\n').join(''));
  }

  edit(file, before, after) {
    const tool = this.find('edit');
    if (!tool)
      return this.patch(`*** Update File: ${file}\n@@\n` + before.split('\n').map(l => '-' + l + '\n').join('') +
        after.split('\n').map(l => '+' + l + '\n').join(''));
    if (tool.schema?.properties?.edits) return this.call(tool, { path: file, edits: [{ oldText: before, newText: after }] });
    return this.call(tool, fill(tool, { path: this.where(file), old: before, new: after, instruction: 'scripted edit' }));
  }

  read(file) {
    const tool = this.find('read');
    return tool ? this.call(tool, fill(tool, { path: this.where(file) })) : this.shell('cat ' + quote(file));
  }

  /* A tool of the server `leadhand`, by whatever name the agent gives it. Those that an agent keeps back until they are
   * searched for can be called all the same. */
  mcp(name, input) {
    if (this.hasCodeMode)
      return this.javascript(`const t = ALL_TOOLS.find(t => /leadhand\\W*_*${name}$/.test(t.name));\n` +
        `text(await tools[t ? t.name : "mcp__leadhand__${name}"](${JSON.stringify(input)}));`);
    const shown = new RegExp(`leadhand[_.]+${name}$`);
    const tool = this.tools.find(t => shown.test([t.namespace, t.name].filter(Boolean).join('__')));
    return { calls: [{ ...(tool ? { name: tool.name, namespace: tool.namespace } : this.unseen(name)), input }] };
  }

  agent(prompt, more) {
    const tool = this.find('agent');
    if (!tool) return this.missing('agent');
    return this.call(tool, { ...fill(tool, {
      prompt, description: 'scripted helper', subagent_type: tool.name === 'task' ? 'general' : 'general-purpose',
      agent_name: 'generalist', fork_turns: 'none', task_name: 'sub_' + crypto.randomBytes(2).toString('hex'),
    }), ...more });
  }

  wait() {
    const tool = this.tools.find(t => t.name === 'wait_agent');
    return tool ? this.call(tool, fill(tool, { targets: this.agents ?? [], timeout_ms: 30000 })) : this.missing('wait');
  }

  plan(entries) {
    const tool = this.find('plan'), status = i => i ? 'pending' : 'in_progress';
    if (!tool) return this.missing('plan');
    if (tool.name === 'update_plan') return this.call(tool, { plan: entries.map((step, i) => ({ step, status: status(i) })) });
    if (tool.name === 'write_todos')
      return this.call(tool, { todos: entries.map((description, i) => ({ description, status: status(i) })) });
    return this.call(tool, { todos: entries.map((content, i) =>
      ({ id: String(i), content, activeForm: content, status: status(i), priority: 'medium' })) });
  }
}

/* NAME {json} -> what `make` does with both. */
function named(rest, make) {
  const [name, json] = firstWord(rest);
  try {
    return make(name, json ? JSON.parse(json) : {});
  } catch (bad) {
    return { text: `bad step '${rest}': ${bad.message}` };
  }
}

const text = (hand, rest) => ({ text: unescape(rest || 'Done.') });
const shell = (hand, rest) => hand.shell(unescape(unwrap(rest)));
const VERBS = {
  say: text, done: text, text, sh: shell, bash: shell, run: shell,
  bg: (hand, rest) => hand.shell(unescape(unwrap(rest)), true),
  commit: (hand, rest) =>
    hand.shell(`git add -A && git commit -q -m ${quote(rest || 'scripted commit')} && git log --oneline -1`),
  write: (hand, rest) => { const [file, body] = firstWord(rest); return hand.write(file, unescape(body || 'hello')); },
  patch: (hand, rest) => { const [file, body] = firstWord(rest); return hand.add(file, unescape(body || 'hello')); },
  edit: (hand, rest) => {
    const [file, both] = firstWord(rest), [before = '', after = ''] = wrapped(both).map(unescape);
    return hand.edit(file, before, after);
  },
  read: (hand, rest) => hand.read(rest),
  tool: (hand, rest) => named(rest, (name, input) => ({ calls: [{ name, input }] })),
  mcp: (hand, rest) => named(rest, (name, input) => hand.mcp(name, input)),
  custom: (hand, rest) => { const [name, body] = firstWord(rest); return { calls: [{ name, custom: unescape(body) }] }; },
  agent: (hand, rest) => {
    const [prompt, more] = wrapped(rest);
    return hand.agent(prompt ?? rest, more ? JSON.parse(more) : {});
  },
  wait: hand => hand.wait(),
  plan: (hand, rest) => hand.plan(rest.split(',').map(entry => entry.trim())),
  par: (hand, rest) => ({ calls: wrapped(rest).flatMap(step => {
    const [verb, more] = firstWord(step);
    return play({ verb, rest: more }, hand).calls ?? [];
  }) }),
};

export function play(step, offer) {
  const hand = offer instanceof Hand ? offer : new Hand(offer);
  return VERBS[step.verb]?.(hand, step.rest) ?? { text: `unknown step: ${step.verb} ${step.rest}` };
}
