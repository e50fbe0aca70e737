import type { Placed } from '../defect-kind.ts';
import type { ExpressKind, ExpressMaker } from './express-maker.ts';
import { knownKinds } from '../known-kinds.ts';
import { addFeature } from './feature.ts';
import type { TriggerStep } from '../../../ground-truth.ts';

/** A list of members, each with a token; the first one is an administrator. */
function members(make: ExpressMaker) {
  const name = make.name('members', 'crew', 'participants');
  const path = make.path(`/api/${name}`, `/api/team/${name}`);
  const caller = make.name('callerOf', 'memberOf');
  const { req, res } = make;
  const top = `const ${name} = [];

function ${caller}(${req}) {
  const token = ${req}.get('x-member-token');
  return ${name}.find((member) => member.token === token);
}`;
  const join = make.route(
    'post',
    path,
    `const { name, email } = ${req}.body ?? {};
if (typeof name !== 'string' || typeof email !== 'string' || ${name}.length >= 1_000) {
  ${res}.status(400).json({ error: 'Send a name and an e-mail address.' });
  return;
}
const role = ${name}.length === 0 ? 'admin' : 'member';
const member = { id: ${name}.length + 1, name, email, role, token: randomBytes(24).toString('hex') };
${name}.push(member);
${res}.status(201).json({ id: member.id, role, token: member.token });`,
  );
  const signedIn = `const caller = ${caller}(${req});
if (caller === undefined) {
  ${res}.status(401).json({ error: 'Send your token.' });
  return;
}`;
  const target = `const member = ${name}.find(({ id }) => String(id) === ${req}.params.id);
if (member === undefined) {
  ${res}.status(404).json({ error: 'There is nobody with this id.' });
  return;
}`;
  const refuse = (condition: string) => `if (${condition}) {
  ${res}.status(403).json({ error: 'This is not yours to do.' });
  return;
}`;
  const joins: TriggerStep[] = [
    { method: 'POST', path, json: { name: 'Ada', email: 'ada@example.com' }, keep: { first: '"id":(\\d+)' } },
    {
      ...{ method: 'POST', path, json: { name: 'Bob', email: 'bob@example.com' } },
      keep: { id: '"id":(\\d+)', token: '"token":"(\\w+)"' },
    },
  ];
  const imports = { 'node:crypto': ['randomBytes'] };
  const feature = (routes: string) =>
    addFeature(make, { name: `${name}List`, imports, top, routes: `${join}\n${routes}` });
  const use: TriggerStep = { method: 'POST', path, json: { name: 'Eve' }, expect: { status: 400 } };
  return {
    name,
    path,
    signedIn,
    target,
    refuse,
    joins,
    feature,
    use,
    headers: { 'x-member-token': '{{token}}' },
  };
}

function promote(make: ExpressMaker): Placed {
  const { path, signedIn, target, refuse, joins, feature, use, headers } = members(make);
  const verb = make.pick('promote', 'make-admin');
  const change = "member.role = 'admin';";
  const body = `${signedIn}
${target}
${make.flaw(change, `${refuse("caller.role !== 'admin'")}\n${change}`)}
${make.res}.json({ id: member.id, role: member.role });`;
  return {
    edits: feature(make.route('post', `${path}/:id/${verb}`, body)),
    use,
    trigger: {
      text: `The second member makes itself an administrator: POST ${path}/:id/${verb}`,
      steps: [
        ...joins,
        {
          method: 'POST',
          path: `${path}/{{id}}/${verb}`,
          headers,
          expect: { status: 200, body: '"role":"admin"' },
        },
      ],
    },
  };
}

function expel(make: ExpressMaker): Placed {
  const { name, path, signedIn, target, refuse, joins, feature, use, headers } = members(make);
  const remove = make.pick(`${name}.splice(${name}.indexOf(member), 1);`, "member.token = '';");
  const body = `${signedIn}
${target}
${make.flaw(remove, `${refuse("caller.role !== 'admin'")}\n${remove}`)}
${make.res}.status(204).end();`;
  return {
    edits: feature(make.route('delete', `${path}/:id`, body)),
    use,
    trigger: {
      text: `The second member removes the first one, who is the administrator: DELETE ${path}/:id`,
      steps: [...joins, { method: 'DELETE', path: `${path}/{{first}}`, headers, expect: { status: 204 } }],
    },
  };
}

export const missingAuthorization: ExpressKind = {
  ...knownKinds['missing-authorization'],
  forms: [
    { id: 'promote', place: (_, make) => promote(make) },
    { id: 'remove', place: (_, make) => expel(make) },
  ],
};

function profile(make: ExpressMaker, verb: 'read' | 'write'): Placed {
  const { path, signedIn, target, refuse, joins, feature, use, headers } = members(make);
  const { req, res } = make;
  const part = make.pick('contact', 'settings', 'private');
  const step =
    verb === 'read'
      ? `${res}.json({ id: member.id, email: member.email });`
      : `member.email = String(${req}.body?.email ?? member.email);\n${res}.json({ id: member.id, email: member.email });`;
  const body = `${signedIn}
${target}
${make.flaw(step, `${refuse('member !== caller')}\n${step}`)}`;
  const attack: TriggerStep =
    verb === 'read'
      ? {
          method: 'GET',
          path: `${path}/{{first}}/${part}`,
          headers,
          expect: { status: 200, body: 'ada@example\\.com' },
        }
      : {
          ...{
            method: 'PUT',
            path: `${path}/{{first}}/${part}`,
            headers,
            json: { email: 'bob@attacker.example' },
          },
          expect: { status: 200, body: 'bob@attacker' },
        };
  return {
    edits: feature(make.route(verb === 'read' ? 'get' : 'put', `${path}/:id/${part}`, body)),
    use,
    trigger: {
      text: `The second member ${verb === 'read' ? 'reads' : 'changes'} the address of the first one: ${attack.method} ${path}/:id/${part}`,
      steps: [...joins, attack],
    },
  };
}

export const insecureReference: ExpressKind = {
  ...knownKinds['insecure-direct-object-reference'],
  forms: [
    { id: 'read', place: (_, make) => profile(make, 'read') },
    { id: 'write', place: (_, make) => profile(make, 'write') },
  ],
};
