import { literal } from '../maker.ts';
import type { Placed } from '../defect-kind.ts';
import { py } from '../../flask/python.ts';
import { knownKinds } from '../known-kinds.ts';
import { forgedLine, formulaCell, priceBelowZero } from '../triggers/input.ts';
import { uncheckedText } from '../triggers/operations.ts';
import { inModule } from './edits.ts';
import { addFeature, block } from './feature.ts';
import type { FlaskForm, FlaskKind, FlaskMaker } from './flask-maker.ts';

const unchecked: FlaskForm = {
  id: 'unchecked-text',
  place: (app, make) =>
    uncheckedText(app, (entity, { key, column }) => {
      // The module holds all tables, one after the other.
      const field = `Field\\(${literal(py(key))}, ${literal(py(column))}, "text"`;
      const table = literal(py(`INSERT INTO "${entity.table}" (`).slice(1, -1));
      const bad = make.pick('', ' maximum=None,');
      const inTable = new RegExp(`(?<="insert": "${table}[^]*?) {8}${field}.*\\),`);
      return [
        inModule('tables', inTable, (line) =>
          make.flaw(
            line.replace(/ maximum=\d+(,?)/, (_, comma: string) =>
              comma === '' ? bad.replace(/,$/, '') : bad,
            ),
            line,
          ),
        ),
      ];
    }),
};

function estimate(make: FlaskMaker, convert: string): Placed {
  const amount = make.pick('quantity', 'days', 'seats');
  const price = make.pick(12, 15, 40);
  const source = make.source(amount, '/api/estimate', '/api/quote', '/api/offer');
  const bad = `total = ${convert} * ${price}`;
  const good = `if re.fullmatch("[0-9]{1,4}", ${amount}) is None or not 1 <= int(${amount}) <= 1_000:
    raise HttpError(400, "Send a whole number from 1 to 1000.")
total = int(${amount}) * ${price}`;
  const body = `${amount} = ${source.read}
try:
${block(make.flaw(bad.replaceAll('VALUE', amount), good))}
except ValueError:
    raise HttpError(400, "This is not a number.") from None
return {"${amount}": ${amount}, "total": round(total)}`;
  return {
    edits: addFeature(make, {
      ...{ name: make.pick('estimates', 'quotes'), routes: [make.route(source.method, source.path, body)] },
    }),
    ...priceBelowZero(source, amount, price),
  };
}

export const missingValidation: FlaskKind = {
  ...knownKinds['missing-validation'],
  forms: [
    unchecked,
    { id: 'negative-number', place: (_, make) => estimate(make, 'int(VALUE)') },
    { id: 'parsed-number', place: (_, make) => estimate(make, 'float(VALUE or 0)') },
  ],
};

function logged(make: FlaskMaker, bad: string): Placed {
  const parameter = make.pick('message', 'reason', 'page');
  const source = make.source(parameter, '/api/report', '/api/problems', '/api/notice');
  const what = make.pick('report', 'problem', 'notice');
  const body = `${parameter} = ${source.read}[:300]
${make.flaw(bad.replaceAll('VALUE', parameter).replace('WHAT', what), `print("${what}:", repr(${parameter}), flush=True)`)}
return {"received": True}, 202`;
  const number = make.number();
  return {
    edits: addFeature(make, {
      ...{ name: make.pick('reports', 'notices'), routes: [make.route(source.method, source.path, body)] },
    }),
    ...forgedLine(source, parameter, number),
  };
}

export const logInjection: FlaskKind = {
  ...knownKinds['log-injection'],
  forms: [
    {
      id: 'print',
      place: (_, make) =>
        logged(make, make.pick('print(f"WHAT: {VALUE}", flush=True)', 'print("WHAT:", VALUE, flush=True)')),
    },
    {
      id: 'logger',
      place: (_, make) =>
        logged(
          make,
          make.pick(
            'logging.getLogger(__name__).warning("WHAT: %s", VALUE)',
            'current_app.logger.error(f"WHAT: {VALUE}")',
          ),
        ),
    },
  ],
};

function table(
  make: FlaskMaker,
  write: (cell: string) => string,
  cells: [bad: string, good: string],
): Placed {
  const path = make.path('/api/to-csv', '/api/convert/csv', '/api/table-csv');
  const cell = make.name('cell_of', 'csv_cell', 'cell_text');
  const body = `sent = sent_body()
rows = sent.get("rows") if isinstance(sent, dict) else None
if not isinstance(rows, list) or len(rows) > 500 or not all(isinstance(row, list) for row in rows):
    raise HttpError(400, "Send at most 500 rows.")
${write(cell)}
return Response(text, mimetype="text/csv")`;
  return {
    edits: addFeature(make, {
      name: make.pick('csv_export', 'spreadsheets'),
      top: `def ${cell}(value):\n    text = str(value)\n${block(make.flaw(...cells))}`,
      routes: [make.route('post', path, body)],
    }),
    ...formulaCell(path),
  };
}

const safe = (text: string) => `if text.startswith(("=", "+", "-", "@", "\\t", "\\r")):
    text = f"'{text}"
return ${text}`;
const quoted = `'"' + text.replace('"', '""') + '"'`;

export const formulaInjection: FlaskKind = {
  ...knownKinds['formula-injection'],
  forms: [
    {
      id: 'writer',
      place: (_, make) =>
        table(
          make,
          (cell) => `file = io.StringIO()
csv.writer(file, quoting=csv.QUOTE_ALL).writerows([${cell}(value) for value in row] for row in rows)
text = file.getvalue()`,
          ['return text', safe('text')],
        ),
    },
    {
      id: 'joined',
      place: (_, make) =>
        table(make, (cell) => `text = "\\n".join(",".join(map(${cell}, row)) for row in rows)`, [
          `return ${make.pick(quoted, `f'"{text.replace(chr(34), chr(34) * 2)}"'`)}`,
          safe(quoted),
        ]),
    },
  ],
};
