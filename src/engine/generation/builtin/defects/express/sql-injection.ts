import { fieldNamed, isObject } from '../../examples.ts';
import { jsGet, sqlName } from '../../literals.ts';
import type { ExpressForm, ExpressKind } from './express-maker.ts';
import { knownKinds } from '../known-kinds.ts';
import { addFeature } from './feature.ts';
import { inRoute } from './in-route.ts';
import { callsBefore, columnsOf, isOpen, operationsOf, unionRow } from '../places.ts';

const listSearch: ExpressForm = {
  id: 'list-search',
  place(app, make) {
    for (const list of operationsOf(app, 'list')) {
      const { entity, endpoint } = list;
      const before = callsBefore(app, list);
      if (!isObject(endpoint.request) || before === null) continue;
      const names = Object.keys(endpoint.request);
      const searched = ['q', 'search', 'query'].find((name) => names.includes(name));
      const parameter = searched ?? names.find((name) => fieldNamed(name, entity)?.kind === 'choice');
      const field = searched === undefined ? fieldNamed(parameter ?? '', entity) : entity.searchable[0];
      if (parameter === undefined || field === undefined) continue;
      const sent = `${jsGet('request.query', parameter)} ?? ''`;
      const statement = `SELECT ${columnsOf(entity)} FROM ${sqlName(entity.table)} WHERE ${sqlName(field.column)} LIKE '%`;
      const sql = make.pick(`\`${statement}\${${sent}}%'\``, `\`${statement}\` + (${sent}) + "%'"`);
      const number = make.number();
      const attack = `%' AND 0 UNION SELECT ${unionRow(entity, number)} --`;
      const edit = inRoute(list, /^ {4}const rows = .*;$/, (_, line) =>
        make.flaw(`    const rows = database.prepare(${sql}).all();`, line),
      );
      return {
        edits: [edit],
        trigger: {
          text: `${endpoint.method} ${endpoint.path}?${parameter}=${attack}: the row that was sent is in the answer`,
          steps: [
            ...before.steps,
            {
              ...{
                method: 'GET',
                path: endpoint.path,
                headers: before.headers,
                query: { [parameter]: attack },
              },
              expect: { status: 200, body: String(number) },
            },
          ],
        },
      };
    }
    return null;
  },
};

const rowById: ExpressForm = {
  id: 'row-by-id',
  place(app, make) {
    const read = operationsOf(app, 'read').find(
      ({ action, entity }) => 'by' in action && action.by.field === entity.id && entity.id.kind === 'id',
    );
    if (!read || !('by' in read.action) || !isOpen(app)) return null;
    const { entity, endpoint, path } = read;
    const value = `request.params.${read.action.by.parameter}`;
    const statement = `SELECT ${columnsOf(entity)} FROM ${sqlName(entity.table)} WHERE ${sqlName(entity.id.column)} = `;
    const sql = make.pick(`\`${statement}\${${value}}\``, `\`${statement}\` + ${value}`);
    const number = make.number();
    const attack = encodeURIComponent(`0 UNION SELECT ${unionRow(entity, number)}`);
    const target = path.route.replace(/:\w+/, attack);
    const edit = inRoute(read, /^ {4}const (\w+) = found\(.*\);$/, (name, line) =>
      make.flaw(`    const ${name} = found(database.prepare(${sql}).get());`, line),
    );
    return {
      edits: [edit],
      trigger: {
        text: `${endpoint.method} ${endpoint.path} with "0 UNION SELECT …" as the id answers the row that was sent`,
        steps: [{ method: 'GET', path: target, expect: { status: 200, body: String(number) } }],
      },
    };
  },
};

const notices: ExpressForm = {
  id: 'own-table',
  place(_, make) {
    const name = make.name('notices', 'announcements', 'tips');
    const topic = make.pick('topic', 'section', 'kind');
    const { method, path, read, send } = make.source(topic, `/api/${name}`, `/api/help/${name}`);
    const statement = `SELECT "${topic}", "text" FROM "${name}" WHERE "${topic}" = `;
    const bad = make.pick(`\`${statement}'\${${topic}}'\``, `\`${statement}'\` + ${topic} + "'"`);
    const query = make.flaw(
      `  const rows = database.prepare(${bad}).all();`,
      `  const rows = database.prepare(\`${statement}?\`).all(${topic});`,
    );
    const number = make.number();
    const body = `const ${topic} = ${read};\n${query.replace(/ {2}const/, 'const')}\n${make.res}.json({ ${name}: rows });`;
    const table = make.name('createTable', 'prepareTable');
    return {
      edits: addFeature(make, {
        name,
        top: `function ${table}(database) {
  database.exec(\`CREATE TABLE IF NOT EXISTS "${name}" ("id" INTEGER PRIMARY KEY, "${topic}" TEXT NOT NULL, "text" TEXT NOT NULL) STRICT\`);
  database.exec(\`INSERT OR IGNORE INTO "${name}" VALUES (1, 'start', 'Everything begins with one entry.')\`);
}`,
        routes: `${table}(database);\n${make.route(method, path, body)}`,
      }),
      use: { ...send('start'), expect: { status: 200, body: 'Everything begins' } },
      trigger: {
        text: `${path} with x' UNION SELECT … -- as the ${topic} answers the row that was sent`,
        steps: [
          { ...send(`x' UNION SELECT 'a', '${number}' --`), expect: { status: 200, body: String(number) } },
        ],
      },
    };
  },
};

export const sqlInjection: ExpressKind = {
  ...knownKinds['sql-injection'],
  forms: [listSearch, rowById, notices],
};
