import type { Access } from '../../domain/template-access.ts';
import type { TemplateEntity } from '../../domain/template.ts';
import type { Entity } from './entities.ts';
import { groupFields, readField } from './fields.ts';
import type { Field } from './fields.ts';
import { NameSpace, sameName } from './naming.ts';

/** Who signs in, and with what. */
export interface Accounts {
  access: Access;
  entity: Entity;
  /** What an account is known by: a name or an address, each once. */
  name: Field;
  /** Its column holds the hash. */
  password: Field;
  /** `admin` for the first account, `user` for all others. */
  role: Field;
}

/** The roles of accounts, as they are stored. */
export const roles = { administrator: 'admin', other: 'user' } as const;

const accountNames = ['user', 'account', 'member'];
const hashNames = /^(pass(word)?_?(hash|digest)|hashed_?password)$/i;

/**
 * The entity that has the login's password, else the one that is called so; a template without either gets
 * one. What such an entity lacks is added and never shown.
 * @param create makes an entity that the template does not have
 */
export function readAccounts(
  access: Access,
  entities: readonly Entity[],
  create: (entity: TemplateEntity) => Entity,
): Accounts {
  const entity =
    entities.find(({ fields }) => fields.some(({ key }) => key === access.passwordKey)) ??
    entities.find(({ name }) => accountNames.some((account) => sameName(name, account))) ??
    create({ name: 'User', fields: { id: 'integer (primary key, auto)', [access.nameKey]: 'string' } });
  // A model may say how the password is kept, where clients send the password itself.
  const hash = entity.fields.some(({ key }) => key === access.passwordKey)
    ? undefined
    : entity.fields.find(({ key }) => hashNames.test(key));
  if (hash) hash.key = access.passwordKey;
  const columns = new NameSpace(entity.fields.map(({ column }) => column));
  const fieldOf = (key: string, column: string, phrase: string): Field => {
    const found = entity.fields.find((field) => field.key === key && field !== entity.id);
    if (found) return found;
    const added = readField(key, columns.take(key, column), phrase);
    entity.fields.push(added);
    return added;
  };
  const name = fieldOf(access.nameKey, 'login_name', 'string (required, max 254 chars)');
  const password = fieldOf(access.passwordKey, 'password', 'string (required, min 1, max 200, write-only)');
  const role = fieldOf('role', 'role', 'string (server-set, write-only)');
  if (name.kind !== 'email') name.kind = 'text';
  Object.assign(name, { required: true, unique: true, readOnly: false, initial: null });
  Object.assign(password, { kind: 'text', required: true, unique: false, readOnly: false, writeOnly: true });
  // Nobody says of himself that he is an administrator.
  const choices = [...new Set([roles.other, roles.administrator, ...role.choices])];
  Object.assign(role, { kind: 'choice', choices, readOnly: true, unique: false, initial: roles.other });
  Object.assign(entity, groupFields(entity.fields));
  return { access, entity, name, password, role };
}
