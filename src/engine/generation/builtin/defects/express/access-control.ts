import type { Placed } from '../defect-kind.ts';
import type { ExpressKind, ExpressMaker } from './express-maker.ts';
import { knownKinds } from '../known-kinds.ts';
import { addFeature } from './feature.ts';
import { expulsion, foreignRecord, promotion } from '../triggers/access.ts';

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
  const imports = { 'node:crypto': ['randomBytes'] };
  const feature = (routes: string) =>
    addFeature(make, { name: `${name}List`, imports, top, routes: `${join}\n${routes}` });
  return { name, path, signedIn, target, refuse, feature };
}

function promote(make: ExpressMaker): Placed {
  const { path, signedIn, target, refuse, feature } = members(make);
  const verb = make.pick('promote', 'make-admin');
  const change = "member.role = 'admin';";
  const body = `${signedIn}
${target}
${make.flaw(change, `${refuse("caller.role !== 'admin'")}\n${change}`)}
${make.res}.json({ id: member.id, role: member.role });`;
  return {
    edits: feature(make.route('post', `${path}/:id/${verb}`, body)),
    ...promotion(path, verb),
  };
}

function expel(make: ExpressMaker): Placed {
  const { name, path, signedIn, target, refuse, feature } = members(make);
  const remove = make.pick(`${name}.splice(${name}.indexOf(member), 1);`, "member.token = '';");
  const body = `${signedIn}
${target}
${make.flaw(remove, `${refuse("caller.role !== 'admin'")}\n${remove}`)}
${make.res}.status(204).end();`;
  return {
    edits: feature(make.route('delete', `${path}/:id`, body)),
    ...expulsion(path),
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
  const { path, signedIn, target, refuse, feature } = members(make);
  const { req, res } = make;
  const part = make.pick('contact', 'settings', 'private');
  const step =
    verb === 'read'
      ? `${res}.json({ id: member.id, email: member.email });`
      : `member.email = String(${req}.body?.email ?? member.email);\n${res}.json({ id: member.id, email: member.email });`;
  const body = `${signedIn}
${target}
${make.flaw(step, `${refuse('member !== caller')}\n${step}`)}`;
  return {
    edits: feature(make.route(verb === 'read' ? 'get' : 'put', `${path}/:id/${part}`, body)),
    ...foreignRecord(path, part, verb),
  };
}

export const insecureReference: ExpressKind = {
  ...knownKinds['insecure-direct-object-reference'],
  forms: [
    { id: 'read', place: (_, make) => profile(make, 'read') },
    { id: 'write', place: (_, make) => profile(make, 'write') },
  ],
};
