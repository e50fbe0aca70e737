import { py } from '../../flask/python.ts';
import { knownKinds } from '../known-kinds.ts';
import { injectedTopic, rowById, searchedList } from '../triggers/sql.ts';
import { inRoute } from './edits.ts';
import { addFeature } from './feature.ts';
import type { FlaskForm, FlaskKind } from './flask-maker.ts';

/** The app reads no longer parameter. */
const longest = 200;

const listSearch: FlaskForm = {
  id: 'list-search',
  place: (app, make) =>
    searchedList(app, make, longest, ({ list, parameter, statement }) => {
      const sent = `request.args.get(${py(parameter)}, "")`;
      const text = py(statement);
      const sql = make.pick(
        `${text} + ${sent} + "%'"`,
        `"".join([${text}, ${sent}, "%'"])`,
        `${py(statement.replaceAll('%', '%%')).slice(0, -1)}%s%%'" % ${sent}`,
      );
      return [
        inRoute(list, /^ {4}rows = \w+\.list\(wanted\)$/, (_, line) =>
          make.flaw(`    rows = rows_of(${sql})`, line),
        ),
      ];
    }),
};

const byId: FlaskForm = {
  id: 'row-by-id',
  place: (app, make) =>
    rowById(app, make, (read, _by, statement) => {
      const form = make.pick('plus', 'format', 'f');
      const text = py(statement);
      const sql = (value: string) =>
        ({
          plus: `${text} + ${value}`,
          format: `${text.slice(0, -1)}{}".format(${value})`,
          f: `f${text.slice(0, -1)}{${value}}"`,
        })[form];
      return [
        inRoute(read, /^ {4}row = found\(\w+\.find\("\w+", \w+\((\w+)\)\)\)$/, (value, line) =>
          make.flaw(`    row = found(row_of(${sql(value)}))`, line),
        ),
      ];
    }),
};

const notices: FlaskForm = {
  id: 'own-table',
  place(_, make) {
    const name = make.name('notices', 'announcements', 'tips');
    const topic = make.pick('topic', 'section', 'kind');
    const source = make.source(topic, `/api/${name}`, `/api/help/${name}`);
    const statement = `SELECT ${topic}, text FROM ${name} WHERE ${topic} = `;
    const bad = make.pick(
      `rows_of(f"${statement}'{${topic}}'")`,
      `rows_of("${statement}'" + ${topic} + "'")`,
      `rows_of("${statement}'%s'" % ${topic})`,
    );
    const number = make.number();
    const table = make.name('create_table', 'prepare_table');
    const body = `${table}()
${topic} = ${source.read}
${make.flaw(`rows = ${bad}`, `rows = rows_of("${statement}?", (${topic},))`)}
return {"${name}": rows}`;
    return {
      edits: addFeature(make, {
        name: `${name}_list`,
        top: `def ${table}():
    changes_of("CREATE TABLE IF NOT EXISTS ${name} (id INTEGER PRIMARY KEY, ${topic} TEXT NOT NULL, text TEXT NOT NULL)")
    changes_of("INSERT OR IGNORE INTO ${name} VALUES (1, 'start', 'Everything begins with one entry.')")`,
        routes: [make.route(source.method, source.path, body)],
      }),
      ...injectedTopic(source, topic, number),
    };
  },
};

export const sqlInjection: FlaskKind = {
  ...knownKinds['sql-injection'],
  forms: [listSearch, byId, notices],
};
