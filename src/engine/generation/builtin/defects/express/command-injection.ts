import type { Placed } from '../defect-kind.ts';
import type { ExpressForm, ExpressKind, ExpressMaker } from './express-maker.ts';
import { knownKinds } from '../known-kinds.ts';
import { addFeature } from './feature.ts';

// The permission model of the control models' runtime starts no process: then the answer shows the command
// that was about to run, elsewhere what it wrote.
const shown = String.raw`42injected|\$\(\(6\*7\)\)injected`;
const attack = 'x; echo $((6*7))injected';

interface Call {
  program: 'execSync' | 'spawnSync' | 'exec';
  bad: string;
}

function place(make: ExpressMaker, { program, bad }: Call): Placed {
  const command = make.pick('wc -c', 'file', 'ls -l', 'du -h');
  const [tool, ...flags] = command.split(' ');
  const { method, path, read, send } = make.source(
    'name',
    '/api/asset-info',
    '/api/files/info',
    '/api/inspect',
  );
  const isAsync = program === 'exec';
  const text = make.pick(`\`${command} public/\${name}\``, `'${command} public/' + name`);
  const safe = isAsync ? 'execFile' : 'execFileSync';
  const good = `if (!/^\\w[\\w.-]*$/.test(name)) {
  ${make.res}.status(400).json({ error: 'This is not the name of a file.' });
  return;
}
const command = '${tool}';
try {
  const output = ${isAsync ? `(await promisify(${safe})` : `${safe}`}(command, [${[...flags.map((flag) => `'${flag}'`), '`public/${name}`'].join(', ')}])${isAsync ? ').stdout' : ''};`;
  const body = `const name = ${read};
${make.flaw(`const command = ${text};\ntry {\n  const output = ${bad};`, good)}
  ${make.res}.json({ output: String(output) });
} catch {
  ${make.res}.status(502).json({ error: \`Could not run \${command}\` });
}`;
  const imports = {
    'node:child_process': [make.either<string>(program, safe)],
    ...(isAsync ? { 'node:util': ['promisify'] } : {}),
  };
  return {
    edits: addFeature(make, {
      name: make.pick('inspect', 'assets', 'fileInfo'),
      imports,
      routes: make.route(method, path, body, { isAsync }),
    }),
    trigger: {
      text: `${path} with the name "${attack}": the second command is run, or named as what could not be run`,
      steps: [{ ...send(attack), expect: { body: shown } }],
    },
  };
}

const execSync: ExpressForm = {
  id: 'exec-sync',
  place: (_, make) => place(make, { program: 'execSync', bad: "execSync(command, { encoding: 'utf8' })" }),
};

const spawnShell: ExpressForm = {
  id: 'spawn-shell',
  place: (_, make) =>
    place(make, {
      program: 'spawnSync',
      bad: make.pick('spawnSync(command, { shell: true }).stdout', "spawnSync('sh', ['-c', command]).stdout"),
    }),
};

const execLater: ExpressForm = {
  id: 'exec',
  place: (_, make) => place(make, { program: 'exec', bad: '(await promisify(exec)(command)).stdout' }),
};

export const commandInjection: ExpressKind = {
  ...knownKinds['command-injection'],
  forms: [execSync, spawnShell, execLater],
};
