import type { Placed } from '../defect-kind.ts';
import { knownKinds } from '../known-kinds.ts';
import { manyMegabytes, slowText } from '../triggers/input.ts';
import { hugeBody, listAsked } from '../triggers/operations.ts';
import { inModule } from './edits.ts';
import { addFeature } from './feature.ts';
import type { FlaskForm, FlaskKind, FlaskMaker } from './flask-maker.ts';

const bodies: FlaskForm = {
  id: 'bodies',
  place(app, make) {
    const shown = hugeBody(app);
    if (shown === null) return null;
    const limit = make.pick('None', '2**30', 'BODY_LIMIT * 2**20');
    const edit = inModule('__init__', / {4}app\.config\["MAX_CONTENT_LENGTH"\] = BODY_LIMIT/, (line) =>
      make.flaw(line.replace(/BODY_LIMIT$/, limit), line),
    );
    return { edits: [edit], ...shown };
  },
};

const pages: FlaskForm = {
  id: 'pages',
  place(app, make) {
    const shown = listAsked(
      app,
      { limit: '900000000' },
      { status: 200 },
      (path) => `GET ${path}?limit=900000000: any number of rows at once`,
    );
    if (shown === null) return null;
    const most = make.pick(', most=LARGEST)', ', most=1_000_000_000)', ')');
    const edit = inModule('query', / {4}limit = whole_of\(.*, most=500\)/, (line) =>
      make.flaw(line.replace(', most=500)', most), line),
    );
    return { edits: [edit], ...shown };
  },
};

function filler(make: FlaskMaker, text: (length: string) => string): Placed {
  const source = make.source('length', '/api/sample', '/api/filler', '/api/placeholder');
  const body = `length = ${source.read}
if re.fullmatch("[0-9]{1,9}", length) is None:
    raise HttpError(400, "The length must be a whole number.")
${make.flaw(`text = ${text('int(length)')}`, `text = ${text('min(int(length), 1_000)')}`)}
return Response(text, mimetype="text/plain")`;
  return {
    edits: addFeature(make, {
      ...{ name: make.pick('samples', 'filler'), routes: [make.route(source.method, source.path, body)] },
    }),
    ...manyMegabytes(source),
  };
}

export const missingLimits: FlaskKind = {
  ...knownKinds['missing-limits'],
  forms: [
    bodies,
    pages,
    {
      id: 'repeat',
      place: (_, make) => {
        const letter = make.pick('x', '-', 'o');
        return filler(make, (length) => `"${letter}" * ${length}`);
      },
    },
    {
      id: 'buffer',
      place: (_, make) => {
        const letter = make.pick('x', '.', 'a');
        return filler(make, (length) => `"".join("${letter}" for _ in range(${length}))`);
      },
    },
  ],
};

interface Expression {
  bad: string;
  good: string;
  proper: string;
  attack: string;
}

function slow(make: FlaskMaker, { bad, good, proper, attack }: Expression): Placed {
  const source = make.source('text', '/api/check-name', '/api/is-valid', '/api/format-check');
  const shape = make.name('SHAPE', 'PATTERN', 'FORMAT');
  const body = `text = ${source.read}[:100]\nreturn {"valid": ${shape}.fullmatch(text) is not None}`;
  return {
    edits: addFeature(make, {
      name: make.pick('formats', 'name_check'),
      top: make.flaw(`${shape} = re.compile(r"${bad}")`, `${shape} = re.compile(r"${good}")`),
      routes: [make.route(source.method, source.path, body)],
    }),
    ...slowText(source, proper, attack),
  };
}

export const slowExpression: FlaskKind = {
  ...knownKinds['slow-regular-expression'],
  forms: [
    {
      id: 'words',
      place: (_, make) =>
        slow(make, {
          bad: make.pick('(\\w+\\s?)*', '([A-Za-z0-9_]+ ?)*'),
          ...{ good: '[\\w\\s]*', proper: 'two words', attack: `${'a'.repeat(25)}!` },
        }),
    },
    {
      id: 'slug',
      place: (_, make) =>
        slow(make, {
          bad: make.pick('(?:[a-z0-9]+-?)+', '([a-z\\d]+[-_]?)+'),
          ...{ good: '[a-z0-9][a-z0-9_-]*', proper: 'a-slug', attack: `${'a'.repeat(25)}!` },
        }),
    },
  ],
};
