import type { Placed } from '../defect-kind.ts';
import type { ExpressKind, ExpressMaker } from './express-maker.ts';
import { knownKinds } from '../known-kinds.ts';
import { addFeature } from './feature.ts';
import type { Imports } from './feature.ts';
import { entityOfFile } from '../triggers/files.ts';

interface Way {
  bad: () => string;
  imports: Imports;
}

function importXml(make: ExpressMaker, file: string, { bad, imports }: Way): Placed {
  const path = make.path('/api/import-xml', '/api/feed', '/api/opml');
  const resolve = make.name('resolveEntities', 'expandEntities', 'withEntities');
  const { req, res } = make;
  return {
    edits: addFeature(make, {
      name: make.pick('xmlImport', 'feeds'),
      imports: { express: ['default express'], ...make.either(imports, {}) },
      top: `function ${resolve}(xml) {
  const entities = new Map();
  for (const [, name, file] of xml.matchAll(${entities})) {
    ${make.flaw(bad(), "entities.set(name, '');")}
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
    ...entityOfFile(path, { name: file, content: 'dependencies' }, 'the title is'),
  };
}

const entities = '/<!ENTITY\\s+(\\w{1,40})\\s+SYSTEM\\s+"([^"]{1,200})"\\s*>/g';

export const externalEntities: ExpressKind = {
  ...knownKinds['xml-external-entities'],
  forms: [
    {
      id: 'relative-file',
      place: (_, make) =>
        importXml(make, 'package.json', {
          bad: () =>
            make.pick(
              "entities.set(name, readFileSync(path.join(import.meta.dirname, '..', file), 'utf8'));",
              "entities.set(name, readFileSync(path.resolve(import.meta.dirname, '..', file)).toString());",
            ),
          imports: { 'node:fs': ['readFileSync'], 'node:path': ['default path'] },
        }),
    },
    {
      id: 'address',
      place: (_, make) =>
        importXml(make, '../package.json', {
          bad: () => "entities.set(name, readFileSync(new URL(file, import.meta.url), 'utf8'));",
          imports: { 'node:fs': ['readFileSync'] },
        }),
    },
  ],
};
