// Whether messages of an ACP client are as the protocol's own schema has them.
//   node acp_schema.cjs NODE_MODULES SCHEMA FILE: a message a line; prints what is wrong, a line each, and "N checked".
const fs = require('fs');
const path = require('path');

const [modules, schemaFile, file] = process.argv.slice(2);
const Ajv = require(path.join(modules, 'ajv'));
const defs = JSON.parse(fs.readFileSync(schemaFile)).$defs;
const ajv = new Ajv({ schemaId: 'auto', unknownFormats: 'ignore', logger: false });
ajv.addSchema({ $id: 'acp', $defs: defs });

// What we send: requests and notifications that the agent's side takes, and results of those that the client's side takes.
function definitionOf(method, isResult) {
  const side = isResult ? 'client' : 'agent';
  for (const [name, one] of Object.entries(defs))
    if (one['x-method'] === method && one['x-side'] === side && /Response$/.test(name) === isResult) return name;
  return undefined;
}

// A response has no method: it is known by what only that one has.
function methodOf(result) {
  if (result.outcome) return 'session/request_permission';
  if (result.action) return 'elicitation/create';
  return undefined;
}

let checked = 0;
for (const line of fs.readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
  const message = JSON.parse(line);
  const isResult = message.result !== undefined;
  const method = message.method || (isResult && methodOf(message.result));
  if (message.jsonrpc !== '2.0') console.log(`no jsonrpc 2.0: ${line.slice(0, 200)}`);
  if (message.error) {
    if (!Number.isInteger(message.error.code) || typeof message.error.message !== 'string') console.log(`no error: ${line}`);
    checked++;
    continue;
  }
  if (method && method.startsWith('_')) continue;
  const name = method && definitionOf(method, isResult);
  if (!name) {
    console.log(`nothing of that name in the schema: ${line.slice(0, 200)}`);
    continue;
  }
  const holds = ajv.compile({ $ref: `acp#/$defs/${name}` });
  if (!holds(isResult ? message.result : message.params))
    console.log(`${method}: ${ajv.errorsText(holds.errors)}: ${line.slice(0, 300)}`);
  checked++;
}
console.log(`${checked} checked`);
