import type { Placed } from '../defect-kind.ts';
import { knownKinds } from '../known-kinds.ts';
import { manyMegabytes, slowText, textShapes } from '../triggers/input.ts';
import type { TextShape } from '../triggers/input.ts';
import { hugeBody, listLimited } from '../triggers/operations.ts';
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
    const shown = listLimited(app, '900000000', 'any number of rows at once');
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

function slow(make: FlaskMaker, textShape: TextShape): Placed {
  const bad = make.pick(...textShape.bad);
  const source = make.source('text', '/api/check-name', '/api/is-valid', '/api/format-check');
  const shape = make.name('SHAPE', 'PATTERN', 'FORMAT');
  const body = `text = ${source.read}[:100]\nreturn {"valid": ${shape}.fullmatch(text) is not None}`;
  return {
    edits: addFeature(make, {
      name: make.pick('formats', 'name_check'),
      top: make.flaw(`${shape} = re.compile(r"${bad}")`, `${shape} = re.compile(r"${textShape.good}")`),
      routes: [make.route(source.method, source.path, body)],
    }),
    ...slowText(source, textShape, 25),
  };
}

export const slowExpression: FlaskKind = {
  ...knownKinds['slow-regular-expression'],
  forms: [
    { id: 'words', place: (_, make) => slow(make, textShapes.words) },
    { id: 'slug', place: (_, make) => slow(make, textShapes.slug) },
  ],
};
