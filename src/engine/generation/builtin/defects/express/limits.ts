import type { Placed } from '../defect-kind.ts';
import type { ExpressForm, ExpressKind, ExpressMaker } from './express-maker.ts';
import { knownKinds } from '../known-kinds.ts';
import { addFeature } from './feature.ts';
import { inFile } from '../places.ts';
import { manyMegabytes, slowText, textShapes } from '../triggers/input.ts';
import type { TextShape } from '../triggers/input.ts';
import { listLimited } from '../triggers/operations.ts';

const bodies: ExpressForm = {
  id: 'bodies',
  place(_, make) {
    const limit = make.pick("'1gb'", "'500mb'", 'Infinity');
    return {
      edits: [
        inFile('src/app.js', / {2}app\.use\(express\.json\(\{ limit: '100kb' \}\)\);/, (line) =>
          make.flaw(`  app.use(express.json({ limit: ${limit} }));`, line),
        ),
      ],
      trigger: {
        text: 'A body of three megabytes is read instead of refused with 413',
        steps: [
          {
            method: 'POST',
            path: '/api/nothing-here',
            json: { text: '{{x*3000000}}' },
            expect: { status: 404 },
          },
        ],
      },
    };
  },
};

const pages: ExpressForm = {
  id: 'pages',
  place(app, make) {
    const shown = listLimited(app, '900000000', 'any number of rows at once');
    if (shown === null) return null;
    const most = make.pick('Number.MAX_SAFE_INTEGER', '1_000_000_000');
    const edit = inFile('src/query.js', / {2}const limit = wholeOf\(.*, 500\);/, (line) =>
      make.flaw(line.replace(/500\);$/, `${most});`), line),
    );
    return { edits: [edit], ...shown };
  },
};

function filler(make: ExpressMaker, bad: string, good: string): Placed {
  const source = make.source('length', '/api/sample', '/api/filler', '/api/placeholder');
  const { method, path, read } = source;
  const { res } = make;
  const body = `const length = Number(${read});
if (!Number.isInteger(length) || length < 0) {
  ${res}.status(400).json({ error: 'The length must be a whole number.' });
  return;
}
${make.flaw(bad, good)}
${res}.type('text/plain').send(text);`;
  return {
    edits: addFeature(make, { name: make.pick('samples', 'filler'), routes: make.route(method, path, body) }),
    ...manyMegabytes(source),
  };
}

export const missingLimits: ExpressKind = {
  ...knownKinds['missing-limits'],
  forms: [
    bodies,
    pages,
    {
      id: 'repeat',
      place: (_, make) => {
        const letter = make.pick('x', '-', 'o');
        return filler(
          make,
          `const text = '${letter}'.repeat(length);`,
          `const text = '${letter}'.repeat(Math.min(length, 1_000));`,
        );
      },
    },
    {
      id: 'buffer',
      place: (_, make) => {
        const letter = make.pick('x', '.', 'a');
        return filler(
          make,
          `const text = Buffer.alloc(length, '${letter}').toString();`,
          `const text = Buffer.alloc(Math.min(length, 1_000), '${letter}').toString();`,
        );
      },
    },
  ],
};

function slow(make: ExpressMaker, textShape: TextShape): Placed {
  const bad = make.pick(...textShape.bad);
  const source = make.source('text', '/api/check-name', '/api/is-valid', '/api/format-check');
  const { method, path, read } = source;
  const shape = make.name('shape', 'pattern', 'format');
  return {
    edits: addFeature(make, {
      name: make.pick('formats', 'nameCheck'),
      top: make.flaw(`const ${shape} = /^${bad}$/;`, `const ${shape} = /^${textShape.good}$/;`),
      routes: make.route(
        method,
        path,
        `const text = ${read}.slice(0, 100);\n${make.res}.json({ valid: ${shape}.test(text) });`,
      ),
    }),
    ...slowText(source, textShape, 29),
  };
}

export const slowExpression: ExpressKind = {
  ...knownKinds['slow-regular-expression'],
  forms: [
    { id: 'words', place: (_, make) => slow(make, textShapes.words) },
    { id: 'slug', place: (_, make) => slow(make, textShapes.slug) },
  ],
};
