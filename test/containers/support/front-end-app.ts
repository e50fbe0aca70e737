import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { root } from '../../unit/generation/apps.ts';

/** The scaffold of react-flask. */
export async function frontEndApp(): Promise<Map<string, string>> {
  const folder = path.join(root, 'stacks', 'react-flask', 'scaffold');
  const files = new Map<string, string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    files.set(path.relative(folder, file).split(path.sep).join('/'), await readFile(file, 'utf8'));
  }
  return files;
}

/** The same with a style sheet that names a plugin, which Tailwind CSS runs while the front end is built. */
export async function withPlugin(code: string): Promise<Map<string, string>> {
  const files = await frontEndApp();
  const style = 'frontend/src/index.css';
  return new Map([
    ...files,
    [style, `${files.get(style)!}\n@plugin './plugin.js';\n`],
    ['frontend/src/plugin.js', `${helpers}${code}\nexport default () => {};\n`],
  ]);
}

/** What code of a plugin may use. */
const helpers = `
import { spawn } from 'node:child_process';
import dns from 'node:dns/promises';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
/** Ends the build with what was seen in its log. */
const report = (seen) => {
  // An error would not do: the plugin would be run once more.
  fs.writeSync(2, 'SEEN ' + JSON.stringify(seen) + ' END\\n');
  process.exit(1);
};
const codeOf = (attempt) => {
  try {
    attempt();
    return 'done';
  } catch ({ code }) {
    return code;
  }
};
const write = (file) => codeOf(() => fs.writeFileSync(file, 'x'));
/** @returns how many MiB there was room for, and what ended it */
const fill = (file) => {
  const block = Buffer.alloc(2 ** 20, 1);
  for (let size = 0; size < 500; size++) {
    const code = codeOf(() => fs.appendFileSync(file, block));
    if (code !== 'done') return [size, code];
  }
  return [500, 'no end'];
};
/** Says, beside the program that packs the files, what is taken for its archive: the shell that runs both has it. */
const pack = (bytes) => {
  const [shell, log] = ['/proc/' + process.ppid + '/fd', fs.readlinkSync('/proc/self/fd/2')];
  const isArchive = (link) => link.startsWith('pipe:') && link !== log;
  const fd = fs.readdirSync(shell).find((name) => isArchive(fs.readlinkSync(shell + '/' + name)));
  fs.appendFileSync(shell + '/' + fd, bytes);
};
const connect = (host, port) =>
  new Promise((resolve) => {
    const socket = net.connect({ host, port, timeout: 3_000 });
    socket.once('connect', () => resolve('done'));
    socket.once('error', ({ code }) => resolve(code));
    socket.once('timeout', () => resolve('nobody'));
  });
/** @returns how the start of a program that lasts has ended */
const start = (stdio) =>
  new Promise((resolve) => {
    const child = spawn('sleep', ['86123'], { detached: true, stdio });
    child.unref();
    child.once('spawn', () => resolve('done'));
    child.once('error', ({ code }) => resolve(code));
  });
`;
