import type { Placed } from '../defect-kind.ts';
import type { ExpressKind, ExpressMaker } from './express-maker.ts';
import { knownKinds } from '../known-kinds.ts';
import { addFeature } from './feature.ts';
import { rights, selfGivenRight } from '../triggers/access.ts';
import { revivedCode } from '../triggers/evaluation.ts';

function assigned(make: ExpressMaker, moment: 'create' | 'change'): Placed {
  const people = make.name('subscribers', 'profiles', 'contacts');
  const path = make.path(`/api/${people}`, `/api/club/${people}`);
  const right = make.pick(...rights);
  const { req, res } = make;
  const fresh = `const person = { id: ${people}.length + 1, name: '', ${right.key}: '${right.low}' };`;
  const allowed = `person.name = String(${req}.body?.name ?? person.name).slice(0, 100);`;
  const bad = make.pick(
    `Object.assign(person, ${req}.body);`,
    `for (const [key, value] of Object.entries(${req}.body ?? {})) person[key] = value;`,
  );
  const line = make.flaw(bad, allowed);
  const create = `if (${people}.length >= 1_000) ${people}.shift();
${fresh}
${moment === 'create' ? line : allowed}
${people}.push(person);
${res}.status(201).json(person);`;
  const change = `const person = ${people}.find(({ id }) => String(id) === ${req}.params.id);
if (person === undefined) {
  ${res}.status(404).json({ error: 'There is nobody with this id.' });
  return;
}
${line}
${res}.json(person);`;
  return {
    edits: addFeature(make, {
      name: `${people}List`,
      routes: `const ${people} = [];
${make.route('post', path, create)}${moment === 'change' ? `\n${make.route('patch', `${path}/:id`, change)}` : ''}`,
    }),
    ...selfGivenRight(path, moment, right),
  };
}

export const massAssignment: ExpressKind = {
  ...knownKinds['mass-assignment'],
  forms: [
    { id: 'create', place: (_, make) => assigned(make, 'create') },
    { id: 'change', place: (_, make) => assigned(make, 'change') },
  ],
};

function polluted(make: ExpressMaker, way: 'merge' | 'path'): Placed {
  const settings = make.name('settings', 'options', 'layout');
  const path = make.path(`/api/${settings}`, `/api/view/${settings}`);
  const helper =
    way === 'merge' ? make.name('merge', 'extend', 'deepMerge') : make.name('setAt', 'assignPath');
  const mark = make.pick('isBeta', 'showsHints', 'isTrial');
  const { req, res } = make;
  const guard = "if (['__proto__', 'constructor', 'prototype'].includes(key)) continue;";
  const step =
    way === 'merge'
      ? `if (typeof value !== 'object' || value === null) target[key] = value;
    else target[key] = ${helper}(target[key] ?? {}, value);`
      : make.pick('place[key] ??= {};\n    place = place[key];', 'place = place[key] ?? (place[key] = {});');
  const line = make.flaw(step, `${guard}\n    ${step}`);
  const merge = `function ${helper}(target, source) {
  for (const [key, value] of Object.entries(source ?? {})) {
    ${line}
  }
  return target;
}`;
  const setAt = `function ${helper}(target, keys, value) {
  const last = keys.pop();
  let place = target;
  for (const key of keys) {
    ${line}
  }
  place[last] = value;
}`;
  const call =
    way === 'merge'
      ? `${helper}(${settings}, ${req}.body);`
      : `${helper}(${settings}, String(${req}.body?.key ?? 'theme').split('.'), ${req}.body?.value ?? null);`;
  const attack =
    way === 'merge' ? `{"__proto__":{"${mark}":true}}` : `{"key":"__proto__.${mark}","value":true}`;
  const patch = { method: 'PATCH' as const, path, headers: { 'content-type': 'application/json' } };
  return {
    edits: addFeature(make, {
      name: `${settings}Store`,
      top: way === 'merge' ? merge : setAt,
      routes: `const ${settings} = { theme: 'light' };
${make.route('patch', path, `${call}\n${res}.json(${settings});`)}
${make.route('get', path, `const visitor = {};\n${res}.json({ theme: ${settings}.theme, ${mark}: visitor.${mark} === true });`)}`,
    }),
    use: { method: 'GET', path, expect: { status: 200, body: 'theme' } },
    trigger: {
      text: `PATCH ${path} with ${attack}: every object has "${mark}" from then on`,
      steps: [
        { ...patch, text: attack },
        { method: 'GET', path, expect: { status: 200, body: `"${mark}":true` } },
      ],
    },
  };
}

export const prototypePollution: ExpressKind = {
  ...knownKinds['prototype-pollution'],
  forms: [
    { id: 'merge', place: (_, make) => polluted(make, 'merge') },
    { id: 'path', place: (_, make) => polluted(make, 'path') },
  ],
};

function revived(make: ExpressMaker, bad: string, attack: string): Placed {
  const path = make.path('/api/restore', '/api/load-view', '/api/import-view');
  const revive = make.name('revive', 'restoreValue', 'decodeValue');
  const { req, res } = make;
  return {
    edits: addFeature(make, {
      name: make.pick('restore', 'savedViews'),
      top: `function ${revive}(key, value) {
  ${make.flaw(bad, "if (typeof value === 'string' && /^\\d{4}-\\d\\d-\\d\\dT/.test(value)) return new Date(value).toISOString();")}
  return value;
}`,
      routes: make.route(
        'post',
        path,
        `const text = ${req}.body?.view;
let view = null;
try {
  view = JSON.parse(String(text), ${revive});
} catch {
  ${res}.status(400).json({ error: 'The view cannot be read.' });
  return;
}
${res}.json({ view });`,
      ),
    }),
    ...revivedCode(path, '{"sort":"title"}', attack),
  };
}

export const unsafeDeserialization: ExpressKind = {
  ...knownKinds['unsafe-deserialization'],
  forms: [
    {
      id: 'functions',
      place: (_, make) =>
        revived(
          make,
          make.pick(
            "if (typeof value === 'string' && value.startsWith('=>')) return eval(value.slice(2));",
            "if (typeof value === 'string' && value.startsWith('=>')) return new Function(`return ${value.slice(2)}`)();",
          ),
          '{"sort":"=>[7, 191].reduce((a, b) => a * b)"}',
        ),
    },
    {
      id: 'types',
      place: (_, make) => {
        const [type, args] = make.pick<[string, string]>(['$type', '$args'], ['__class', '__with']);
        return revived(
          make,
          `if (value?.${type} !== undefined) return globalThis[value.${type}](...value.${args});`,
          JSON.stringify({ sort: { [type]: 'eval', [args]: ['7 * 191'] } }),
        );
      },
    },
  ],
};
