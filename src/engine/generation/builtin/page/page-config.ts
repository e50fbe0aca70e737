import type { Template } from '../../../domain/template.ts';
import type { Accounts } from '../accounts.ts';
import type { Field } from '../fields.ts';
import { jsIndented } from '../literals.ts';
import type { Meaning } from '../meaning.ts';
import type { Operation } from '../operations.ts';
import { callOf } from './calls.ts';
import { describeField } from './field-config.ts';
import { describeView } from './view-config.ts';
import { readViews } from './views.ts';

/** What the page's script needs to know of the API, as a module. */
export function emitPageConfig(template: Template, { entities, operations, accounts }: Meaning): string {
  const built = operations.filter(({ action }) => action.kind !== 'unknown');
  const views = readViews(entities, built);
  const config = {
    name: template.name,
    description: template.description,
    account: accounts ? describeAccount(accounts, built) : null,
    collections: views.map((view) => describeView(view, views, built)),
  };
  return `// What this page needs to know of the API.\nexport const config = ${jsIndented(config)};\n`;
}

function describeAccount(
  { access, entity, name, password, role }: Accounts,
  operations: readonly Operation[],
) {
  const call = (kind: Operation['action']['kind']) => {
    const found = operations.find(({ action }) => action.kind === kind);
    return found ? callOf(found) : null;
  };
  const inForm = (field: Field) => describeField(field, entity, operations);
  const known = new Set([access.nameKey, access.passwordKey]);
  return {
    login: call('login'),
    register: call('register'),
    logout: call('logout'),
    me: call('me'),
    token: access.tokenKey,
    id: entity.id.key,
    name: name.key,
    role: role.key,
    password: password.key,
    signIn: [inForm(name), inForm(password)],
    signUp: entity.writable.filter(({ key, kind }) => !known.has(key) && kind !== 'json').map(inForm),
  };
}
