import type { Unbuilt } from '../unbuilt.ts';
import type { Operation } from './operations.ts';

/** Passwords are hashed one at a time: many accounts at once would hold up everybody else. */
export function importsPasswords({ action, entity }: Operation): boolean {
  return action.kind === 'import' && entity.fields.some(({ writeOnly }) => writeOnly);
}

/** Why there is no code for an operation. */
export function unbuiltOf(operation: Operation): Unbuilt {
  const { method, path } = operation.endpoint;
  return { method, path, reason: reasonOf(operation) };
}

function reasonOf(operation: Operation): string {
  const { action } = operation;
  if (action.kind === 'unknown') return action.reason;
  if (importsPasswords(operation)) return 'It would make many accounts at once, each with a password.';
  if (action.kind === 'toggle' && action.field.readOnly)
    return 'It sends a field that the server alone sets.';
  return 'Its example answers what the data model does not hold.';
}
