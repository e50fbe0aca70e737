import type { Placed } from '../defect-kind.ts';
import type { ExpressKind, ExpressMaker } from './express-maker.ts';
import { knownKinds } from '../known-kinds.ts';
import { addFeature } from './feature.ts';

interface Way {
  bad: (file: string) => string;
  good: string;
  imports: Record<string, readonly string[]>;
}

function importXml(make: ExpressMaker, pattern: string, attack: string, { bad, good, imports }: Way): Placed {
  const path = make.path('/api/import-xml', '/api/feed', '/api/opml');
  const resolve = make.name('resolveEntities', 'expandEntities', 'withEntities');
  const { req, res } = make;
  return {
    edits: addFeature(make, {
      name: make.pick('xmlImport', 'feeds'),
      imports: { express: ['default express'], ...make.either(imports, {}) },
      top: `function ${resolve}(xml) {
  const entities = new Map();
  for (const [, name, file] of xml.matchAll(${pattern})) {
    ${make.flaw(bad('file'), good)}
  }
  return xml.replace(/&(\\w{1,40});/g, (whole, name) => entities.get(name) ?? whole);
}`,
      routes: make.route(
        'post',
        path,
        `const xml = ${resolve}(typeof ${req}.body === 'string' ? ${req}.body : '');
const titles = [...xml.matchAll(/<title>([^<]*)<\\/title>/g)].map(([, title]) => title);
${res}.json({ titles });`,
        { before: "express.text({ type: ['text/xml', 'application/xml'], limit: '20kb' }), " },
      ),
    }),
    use: {
      ...{
        method: 'POST',
        path,
        headers: { 'content-type': 'text/xml' },
        text: '<feed><title>One</title></feed>',
      },
      expect: { status: 200, body: '"One"' },
    },
    trigger: {
      text: `POST ${path} with an external entity that is a file of the server: the title is its content`,
      steps: [
        {
          ...{ method: 'POST', path, headers: { 'content-type': 'text/xml' }, text: attack },
          expect: { status: 200, body: 'dependencies' },
        },
      ],
    },
  };
}

const entity = (file: string) =>
  `<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY inside SYSTEM "${file}">]><feed><title>&inside;</title></feed>`;
const system = '/<!ENTITY\\s+(\\w{1,40})\\s+SYSTEM\\s+"([^"]{1,200})"\\s*>/g';

export const externalEntities: ExpressKind = {
  ...knownKinds['xml-external-entities'],
  forms: [
    {
      id: 'relative-file',
      place: (_, make) =>
        importXml(make, system, entity('package.json'), {
          bad: (file) =>
            make.pick(
              `entities.set(name, readFileSync(path.join(import.meta.dirname, '..', ${file}), 'utf8'));`,
              `entities.set(name, readFileSync(path.resolve(import.meta.dirname, '..', ${file})).toString());`,
            ),
          good: "entities.set(name, '');",
          imports: { 'node:fs': ['readFileSync'], 'node:path': ['default path'] },
        }),
    },
    {
      id: 'address',
      place: (_, make) =>
        importXml(make, system, entity('../package.json'), {
          bad: (file) => `entities.set(name, readFileSync(new URL(${file}, import.meta.url), 'utf8'));`,
          good: "entities.set(name, '');",
          imports: { 'node:fs': ['readFileSync'] },
        }),
    },
  ],
};
