import type { Template } from '../../domain/template.ts';
import type { Accounts } from './accounts.ts';
import { readModel } from './entities.ts';
import type { Entity } from './entities.ts';
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
  const { entities, accounts } = readModel(template);
  return { entities, accounts, operations: readOperations(template, entities, accounts) };
}
