import type { Edit } from '../defect-kind.ts';
import { indent } from '../maker.ts';
import type { FlaskMaker } from './flask-maker.ts';
import { withImports } from './imports.ts';

/** Something an app can do beyond its template: a few routes. Its names are of `Maker.name`. */
export interface Feature {
  /** What it is called, as in `share`. */
  name: string;
  /** Definitions before the routes. */
  top?: string;
  /** Each of `FlaskMaker.route`. What the code uses is imported when `imports.ts` knows it. */
  routes: readonly string[];
}

export const routesFile = 'backend/app/routes.py';
const appFile = 'backend/app/__init__.py';
const registered = '    app.register_blueprint(api)\n';

/** Puts a feature into the app, among its routes or into a module of its own, as the seed has it. */
export function addFeature(make: FlaskMaker, feature: Feature): Edit[] {
  return make.pick(true, false) ? addInline(feature) : addModule(make, feature);
}

function codeOf({ top = '', routes }: Feature): string {
  return [...(top === '' ? [] : [top]), ...routes].join('\n\n\n');
}

function addInline(feature: Feature): Edit[] {
  const code = codeOf(feature);
  const change = (content: string | null) =>
    content === null ? null : withImports(`${content.trimEnd()}\n\n\n${code}\n`, code);
  return [{ file: routesFile, change }];
}

function addModule(make: FlaskMaker, feature: Feature): Edit[] {
  const module = make.name(feature.name);
  const code = codeOf(feature).replace(/^@api\./gm, `@${module}.`);
  const title = module[0]!.toUpperCase() + module.slice(1).replaceAll('_', ' ');
  const head = `"""${title}."""\n\n${module} = Blueprint("${module}", __name__)`;
  const register = (content: string | null) => {
    if (content === null || !content.includes(registered)) return null;
    const line = `    app.register_blueprint(${module})`;
    return withImports(content.replace(registered, `${registered}${line}\n`), line, {
      [`.${module}`]: [module],
    });
  };
  return [
    {
      file: `backend/app/${module}.py`,
      change: () => withImports(`${head}\n\n\n${code}\n`, `Blueprint(\n${code}`),
    },
    { file: appFile, change: register },
  ];
}

/** Lines that stand in a function, of any depth. */
export function block(code: string): string {
  return indent(code, '    ');
}
