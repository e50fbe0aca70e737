import { jsGet } from '../../literals.ts';
import type { ExpressForm, ExpressKind } from './express-maker.ts';
import { knownKinds } from '../known-kinds.ts';
import { addFeature } from './feature.ts';
import { inRoute } from './in-route.ts';
import { injectedTopic, rowById, searchedList } from '../triggers/sql.ts';

const listSearch: ExpressForm = {
  id: 'list-search',
  place: (app, make) =>
    searchedList(app, make, Infinity, ({ list, parameter, statement }) => {
      const sent = `${jsGet('request.query', parameter)} ?? ''`;
      const sql = make.pick(`\`${statement}\${${sent}}%'\``, `\`${statement}\` + (${sent}) + "%'"`);
      return [
        inRoute(list, /^ {4}const rows = .*;$/, (_, line) =>
          make.flaw(`    const rows = database.prepare(${sql}).all();`, line),
        ),
      ];
    }),
};

const byId: ExpressForm = {
  id: 'row-by-id',
  place: (app, make) =>
    rowById(app, make, (read, { parameter }, statement) => {
      const value = `request.params.${parameter}`;
      const sql = make.pick(`\`${statement}\${${value}}\``, `\`${statement}\` + ${value}`);
      return [
        inRoute(read, /^ {4}const (\w+) = found\(.*\);$/, (name, line) =>
          make.flaw(`    const ${name} = found(database.prepare(${sql}).get());`, line),
        ),
      ];
    }),
};

const notices: ExpressForm = {
  id: 'own-table',
  place(_, make) {
    const name = make.name('notices', 'announcements', 'tips');
    const topic = make.pick('topic', 'section', 'kind');
    const source = make.source(topic, `/api/${name}`, `/api/help/${name}`);
    const { method, path, read } = source;
    const statement = `SELECT "${topic}", "text" FROM "${name}" WHERE "${topic}" = `;
    const bad = make.pick(`\`${statement}'\${${topic}}'\``, `\`${statement}'\` + ${topic} + "'"`);
    const query = make.flaw(
      `const rows = database.prepare(${bad}).all();`,
      `const rows = database.prepare(\`${statement}?\`).all(${topic});`,
    );
    const number = make.number();
    const body = `const ${topic} = ${read};\n${query}\n${make.res}.json({ ${name}: rows });`;
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
      ...injectedTopic(source, topic, number),
    };
  },
};

export const sqlInjection: ExpressKind = {
  ...knownKinds['sql-injection'],
  forms: [listSearch, byId, notices],
};
