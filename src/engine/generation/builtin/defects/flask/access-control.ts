import { knownKinds } from '../known-kinds.ts';
import type { Placed } from '../defect-kind.ts';
import { expulsion, foreignRecord, promotion, rights, selfGivenRight } from '../triggers/access.ts';
import { addFeature } from './feature.ts';
import type { FlaskKind, FlaskMaker } from './flask-maker.ts';

/** A list of members, each with a token; the first one is an administrator. */
function members(make: FlaskMaker) {
  const name = make.name('members', 'crew', 'participants');
  const path = make.path(`/api/${name}`, `/api/team/${name}`);
  const caller = make.name('caller_of', 'member_of');
  const find = make.name('member_with', 'find_member');
  const top = `${name} = []


def ${caller}(headers):
    token = headers.get("X-Member-Token")
    for member in ${name}:
        if member["token"] == token:
            return member
    raise HttpError(401, "Send your token.")


def ${find}(key):
    return found(next((member for member in ${name} if str(member["id"]) == key), None))`;
  const join = make.route(
    'post',
    path,
    `sent = sent_body()
name, email = (sent.get("name"), sent.get("email")) if isinstance(sent, dict) else (None, None)
if not isinstance(name, str) or not isinstance(email, str) or len(${name}) >= 1_000:
    raise HttpError(400, "Send a name and an e-mail address.")
role = "member" if ${name} else "admin"
member = {"id": len(${name}) + 1, "name": name, "email": email, "role": role, "token": secrets.token_hex(24)}
${name}.append(member)
return {"id": member["id"], "role": role, "token": member["token"]}, 201`,
  );
  const start = `caller = ${caller}(request.headers)\nmember = ${find}(id)`;
  const refuse = (condition: string) =>
    `if ${condition}:\n    raise HttpError(403, "This is not yours to do.")`;
  const feature = (route: string) => addFeature(make, { name: `${name}_list`, top, routes: [join, route] });
  return { name, path, start, refuse, feature };
}

function promote(make: FlaskMaker): Placed {
  const { path, start, refuse, feature } = members(make);
  const verb = make.pick('promote', 'make-admin');
  const change = make.pick('member["role"] = "admin"', 'member.update(role="admin")');
  const body = `${start}
${make.flaw(change, `${refuse('caller["role"] != "admin"')}\n${change}`)}
return {"id": member["id"], "role": member["role"]}`;
  return { edits: feature(make.route('post', `${path}/:id/${verb}`, body)), ...promotion(path, verb) };
}

function expel(make: FlaskMaker): Placed {
  const { name, path, start, refuse, feature } = members(make);
  const remove = make.pick(`${name}.remove(member)`, `del ${name}[${name}.index(member)]`);
  const body = `${start}
${make.flaw(remove, `${refuse('caller["role"] != "admin"')}\n${remove}`)}
return "", 204`;
  return { edits: feature(make.route('delete', `${path}/:id`, body)), ...expulsion(path) };
}

export const missingAuthorization: FlaskKind = {
  ...knownKinds['missing-authorization'],
  forms: [
    { id: 'promote', place: (_, make) => promote(make) },
    { id: 'remove', place: (_, make) => expel(make) },
  ],
};

function profile(make: FlaskMaker, verb: 'read' | 'write'): Placed {
  const { path, start, refuse, feature } = members(make);
  const part = make.pick('contact', 'settings', 'private');
  const answer = 'return {"id": member["id"], "email": member["email"]}';
  const step =
    verb === 'read'
      ? answer
      : `sent = sent_body()
member["email"] = str(sent.get("email", "")) if isinstance(sent, dict) else ""
${answer}`;
  const body = `${start}\n${make.flaw(step, `${refuse('member is not caller')}\n${step}`)}`;
  const method = verb === 'read' ? 'get' : 'put';
  return {
    edits: feature(make.route(method, `${path}/:id/${part}`, body)),
    ...foreignRecord(path, part, verb),
  };
}

export const insecureReference: FlaskKind = {
  ...knownKinds['insecure-direct-object-reference'],
  forms: [
    { id: 'read', place: (_, make) => profile(make, 'read') },
    { id: 'write', place: (_, make) => profile(make, 'write') },
  ],
};

function assigned(make: FlaskMaker, moment: 'create' | 'change'): Placed {
  const people = make.name('subscribers', 'profiles', 'contacts');
  const path = make.path(`/api/${people}`, `/api/club/${people}`);
  const right = make.pick(...rights);
  const sent = `sent = sent_body()
if not isinstance(sent, dict):
    raise HttpError(400, "Send a JSON object.")`;
  const allowed = 'person["name"] = str(sent.get("name", person["name"]))[:100]';
  const bad = make.pick(
    'person.update(sent)',
    'for key, value in sent.items():\n    person[key] = value',
    'person |= sent',
  );
  const line = make.flaw(bad, allowed);
  const create = `${sent}
if len(${people}) >= 1_000:
    ${people}.pop(0)
person = {"id": len(${people}) + 1, "name": "", "${right.key}": "${right.low}"}
${moment === 'create' ? line : allowed}
${people}.append(person)
return person, 201`;
  const change = `${sent}
person = found(next((person for person in ${people} if str(person["id"]) == id), None))
${line}
return person`;
  const post = make.route('post', path, create);
  const patch = moment === 'change' ? [make.route('patch', `${path}/:id`, change)] : [];
  return {
    edits: addFeature(make, { name: `${people}_list`, top: `${people} = []`, routes: [post, ...patch] }),
    ...selfGivenRight(path, moment, right),
  };
}

export const massAssignment: FlaskKind = {
  ...knownKinds['mass-assignment'],
  forms: [
    { id: 'create', place: (_, make) => assigned(make, 'create') },
    { id: 'change', place: (_, make) => assigned(make, 'change') },
  ],
};
