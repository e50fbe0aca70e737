import type { Placed } from '../defect-kind.ts';
import type { ExpressForm, ExpressKind, ExpressMaker } from './express-maker.ts';
import { knownKinds } from '../known-kinds.ts';
import { addFeature } from './feature.ts';
import type { Imports } from './feature.ts';
import { fileOutside, uploadedPage } from '../triggers/files.ts';

const folderLine = "path.join(import.meta.dirname, '../public')";

function traversal(make: ExpressMaker, steps: string, imports: Imports): Placed {
  const source = make.source('name', '/files', '/api/download', '/assets');
  const { method, path, read } = source;
  const folder = make.name('folder', 'publicFolder', 'shared');
  const [bad, good] = [
    make.pick(`path.join(${folder}, name)`, `path.resolve(${folder}, name)`),
    `path.join(${folder}, path.basename(name))`,
  ];
  const body = `const name = ${read};
${make.flaw(`const file = ${bad};`, `const file = ${good};`)}
if (name === '' || !existsSync(file)) {
  ${make.res}.status(404).json({ error: 'There is no such file.' });
  return;
}
${steps}`;
  const top = `const ${folder} = ${folderLine};`;
  const all = { 'node:fs': ['existsSync', ...(imports['node:fs'] ?? [])], 'node:path': ['default path'] };
  return {
    edits: addFeature(make, {
      name: make.pick('downloads', 'sharing', 'assets'),
      imports: all,
      top,
      routes: make.route(method, path, body),
    }),
    ...fileOutside(
      source,
      { name: 'style.css', content: 'color-scheme' },
      { name: '../package.json', content: '"dependencies"' },
      'a file outside of the folder',
    ),
  };
}

const readWhole: ExpressForm = {
  id: 'read-file',
  place: (_, make) =>
    traversal(make, `${make.res}.type('text/plain').send(readFileSync(file, 'utf8'));`, {
      'node:fs': ['readFileSync'],
    }),
};

const streamed: ExpressForm = {
  id: 'stream',
  place: (_, make) =>
    traversal(make, `${make.res}.attachment();\ncreateReadStream(file).pipe(${make.res});`, {
      'node:fs': ['createReadStream'],
    }),
};

const sendFile: ExpressForm = {
  id: 'send-file',
  place: (_, make) => traversal(make, `${make.res}.sendFile(file);`, {}),
};

export const pathTraversal: ExpressKind = {
  ...knownKinds['path-traversal'],
  forms: [readWhole, streamed, sendFile],
};

function upload(make: ExpressMaker, check: string, type: string, flawed: 'check' | 'type'): Placed {
  const uploads = make.name('uploads', 'attachments', 'images');
  const path = make.path(`/api/${uploads}`, `/${uploads}`);
  const { req, res } = make;
  const bad = flawed === 'check' ? `const accepted = ${check};` : `${res}.${type}.send(file.content);`;
  const checked =
    flawed === 'check'
      ? make.flaw(bad, "const accepted = typeof name === 'string' && /^[\\w-]{1,60}\\.(txt|md)$/.test(name);")
      : `const accepted = ${check};`;
  const answered =
    flawed === 'type'
      ? make.flaw(bad, `${res}.type('text/plain').send(file.content);`)
      : `${res}.${type}.send(file.content);`;
  return {
    edits: addFeature(make, {
      name: `${uploads}Store`,
      routes: `const ${uploads} = new Map();
${make.route(
  'post',
  path,
  `const { name, type = 'text/plain', content } = ${req}.body ?? {};
${checked}
if (!accepted || typeof type !== 'string' || typeof content !== 'string' || ${uploads}.size >= 50) {
  ${res}.status(400).json({ error: 'This file is not accepted.' });
  return;
}
${uploads}.set(name, { type, content });
${res}.status(201).json({ name });`,
)}
${make.route(
  'get',
  `${path}/:name`,
  `const file = ${uploads}.get(${req}.params.name);
if (file === undefined) {
  ${res}.status(404).json({ error: 'There is no such file.' });
  return;
}
${answered}`,
)}`,
    }),
    ...uploadedPage(path),
  };
}

const anyExtension: ExpressForm = {
  id: 'any-extension',
  place: (_, make) =>
    upload(
      make,
      make.pick("typeof name === 'string' && name !== ''", "typeof name === 'string' && name.includes('.')"),
      `type(${make.req}.params.name.split('.').at(-1))`,
      'check',
    ),
};

const anyType: ExpressForm = {
  id: 'any-type',
  place: (_, make) =>
    upload(
      make,
      "typeof name === 'string' && /^[\\w.-]{1,60}$/.test(name)",
      make.pick("set('Content-Type', file.type)", 'type(file.type)'),
      'type',
    ),
};

export const unrestrictedUpload: ExpressKind = {
  ...knownKinds['unrestricted-upload'],
  forms: [anyExtension, anyType],
};
