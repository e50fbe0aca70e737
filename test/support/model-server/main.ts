/** `node test/support/model-server/main.ts [--port N] [--script FILE]`: says its address, and serves until it is ended. */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { createAppAnswers } from './app-answers.ts';
import { ModelServer, dialects } from './server.ts';
import type { DialectName } from './server.ts';
import { scriptSchema } from './trouble.ts';

const { values } = parseArgs({
  options: { port: { type: 'string', default: '0' }, script: { type: 'string' } },
});
const script =
  values.script === undefined ? [] : scriptSchema.parse(JSON.parse(await readFile(values.script, 'utf8')));
const server = await ModelServer.start({
  port: Number(values.port),
  script,
  answer: await createAppAnswers(),
});
const names = Object.keys(dialects) as DialectName[];
const addresses = Object.fromEntries(names.map((name) => [name, server.baseUrl(name)]));
// One line, for who started it: `GET /calls` there tells what was asked.
console.log(JSON.stringify({ port: server.port, addresses }));
