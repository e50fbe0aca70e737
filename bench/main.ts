/** `npm run bench [-- NAME…]`: measures what design and README promise, and prints it beside its bar. */
import os from 'node:os';
import { answers } from './sections/answers.ts';
import { busy } from './sections/busy.ts';
import { docker } from './sections/docker.ts';
import { editor } from './sections/editor.ts';
import { generation } from './sections/generation.ts';
import { imports } from './sections/imports.ts';
import { makespan } from './sections/makespan.ts';
import { memory } from './sections/memory.ts';
import { providers } from './sections/providers.ts';
import { restart } from './sections/restart.ts';
import { scale } from './sections/scale.ts';
import { smoothness } from './sections/smoothness.ts';
import { transitions } from './sections/transitions.ts';

const sections = [
  answers,
  editor,
  transitions,
  restart,
  makespan,
  scale,
  smoothness,
  memory,
  providers,
  busy,
  imports,
  generation,
  docker,
];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !sections.some((section) => section.name === name));
if (unknown.length > 0) {
  console.error(
    `There is no ${unknown.join(', ')}; there are ${sections.map(({ name }) => name).join(', ')}.`,
  );
  process.exit(2);
}

console.log(
  `Node.js ${process.versions.node}, ${process.platform} ${process.arch}, ${os.availableParallelism()} cores, ` +
    `${Math.round(os.totalmem() / 2 ** 30)} GB; load before ${os.loadavg()[0]!.toFixed(1)}`,
);
let broken = 0;
for (const section of sections) {
  if (asked.length > 0 && !asked.includes(section.name)) continue;
  const startedAt = performance.now();
  const result = await section.run();
  broken += result.broken;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  console.log(`\n${section.title} (${section.name}, ${seconds} s)\n${result.text}`);
}
console.log(broken === 0 ? '\nAll bars are held.' : `\n${broken} bars are not held.`);
process.exitCode = broken === 0 ? 0 : 1;
