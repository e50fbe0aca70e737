import type { Edit } from '../defect-kind.ts';
import type { ExpressMaker } from './express-maker.ts';
import { indent } from '../maker.ts';

/** Module → what is imported from it. A name that starts with `default ` is the module's default export. */
export type Imports = Record<string, readonly string[]>;

/** Something an app can do beyond its template: a few routes. Its names are of `Maker.name`. */
export interface Feature {
  /** What it is called, as in `share`. */
  name: string;
  imports?: Imports;
  /** Code outside of routes. */
  top?: string;
  /** Code that uses `router` and may use `database`. */
  routes: string;
}

const routesFile = 'src/routes.js';
const end = '\n  return router;\n';
const start = '\nexport function createRoutes';

/** Puts a feature into the app, among its routes or into a module of its own, as the seed has it. */
export function addFeature(make: ExpressMaker, feature: Feature): Edit[] {
  return make.pick(true, false) ? addInline(feature) : addModule(make, feature);
}

function addInline({ imports = {}, top, routes }: Feature): Edit[] {
  const change = (content: string | null) => {
    if (content === null || !content.includes(end) || !content.includes(start)) return null;
    let changed = insertBefore(content, end, `\n${indent(routes)}\n`);
    if (top !== undefined) changed = insertBefore(changed, start, `\n${top}\n`);
    return withImports(changed, imports);
  };
  return [{ file: routesFile, change }];
}

function addModule(make: ExpressMaker, { name, imports = {}, top, routes }: Feature): Edit[] {
  const module = make.name(name);
  const entry = `add${module[0]!.toUpperCase()}${module.slice(1)}Routes`;
  const parameters = /\bdatabase\b/.test(routes) ? 'router, database' : 'router';
  const code = [
    ...(top === undefined ? [] : [top, '']),
    `export function ${entry}(${parameters}) {`,
    indent(routes),
    '}',
    '',
  ].join('\n');
  return [
    { file: `src/${module}.js`, change: () => withImports(code, imports) },
    {
      file: routesFile,
      change: (content) =>
        content?.includes(end)
          ? withImports(insertBefore(content, end, `\n  ${entry}(${parameters});\n`), {
              [`./${module}.js`]: [entry],
            })
          : null,
    },
  ];
}

/** Before the last place of `anchor`. */
function insertBefore(content: string, anchor: string, code: string): string {
  const place = content.lastIndexOf(anchor);
  return content.slice(0, place) + code + content.slice(place);
}

/** Adds what is not imported yet. */
function withImports(content: string, imports: Imports): string {
  let changed = content;
  for (const [module, names] of Object.entries(imports)) {
    for (const name of names) changed = withImport(changed, module, name);
  }
  return changed;
}

function withImport(content: string, module: string, name: string): string {
  const isDefault = name.startsWith('default ');
  const local = name.replace('default ', '');
  const from = `from '${module}';`;
  const lines = content.split('\n');
  const same = lines.filter((line) => line.startsWith('import ') && line.endsWith(from));
  if (same.some((line) => new RegExp(`\\b${local}\\b`).test(line.slice(0, -from.length)))) return content;
  const open = isDefault ? undefined : same.find((line) => line.includes(' } '));
  if (open !== undefined) return content.replace(open, open.replace(' } ', `, ${local} } `));
  const line = `import ${isDefault ? local : `{ ${local} }`} ${from}`;
  const last = lines.findLastIndex((other) => other.startsWith('import '));
  const gap = last < 0 ? [''] : [];
  return [...lines.slice(0, last + 1), line, ...gap, ...lines.slice(last + 1)].join('\n');
}
