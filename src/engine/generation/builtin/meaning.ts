import type { Template } from '../../domain/template.ts';
import type { Accounts } from './accounts.ts';
import { readModel } from './entities.ts';
import type { Entity } from './entities.ts';
import { isObject } from './examples.ts';
import { mayBeGiven } from './fields.ts';
import { readOperations } from './operations.ts';
import type { Operation } from './operations.ts';

/** What a template asks for, whatever it is built with. docs/template-format.md says what its words mean. */
export interface Meaning {
  /** The main one first. */
  entities: Entity[];
  operations: Operation[];
  /** null: nobody signs in. */
  accounts: Accounts | null;
}

export function readMeaning(template: Template): Meaning {
  const read = (named?: ReadonlySet<string>): Meaning => {
    const { entities, accounts } = readModel(template, named);
    return { entities, accounts, operations: readOperations(template, entities, accounts) };
  };
  const meaning = read();
  const named = namedByClients(template, meaning);
  return named.size > 0 ? read(named) : meaning;
}

/** Entities whose rows are made by requests that show the key: what is sent is what they are called. */
function namedByClients(template: Template, { entities, operations, accounts }: Meaning): Set<string> {
  const given = [template.data_model, ...(template.data_model.related ?? [])];
  const isNamed = (entity: Entity) => {
    const phrase = given.find(({ name }) => name === entity.name)?.fields[entity.id.key];
    if (entity === accounts?.entity || phrase === undefined || !mayBeGiven(phrase)) return false;
    return operations.some(
      ({ entity: made, action, endpoint: { request } }) =>
        made === entity &&
        action.kind === 'create' &&
        isObject(request) &&
        Object.hasOwn(request, entity.id.key),
    );
  };
  return new Set(entities.filter(isNamed).map(({ name }) => name));
}
