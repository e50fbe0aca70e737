import type { Operation } from '../operations.ts';

/**
 * A path in parts: text as it is, and values of rows. The rows are those that lead to the collection with the one that
 * the call is about as the last, or nothing in its place; `up`: which one, from the end.
 */
export type Path = (string | { up: number; key: string })[];

/** What the page calls, and who may. */
export interface Call {
  method: string;
  path: Path;
  need: 'anyone' | 'signed-in' | 'administrator';
  /** Only rows whose field of this name holds the caller's id; null: all of them, as far as the page can know. */
  own: { key: string; administratorsToo: boolean } | null;
}

export function callOf(operation: Operation): Call {
  const { endpoint, need, entity, own, administratorsToo } = operation;
  const owner = entity.owner?.writeOnly === false ? entity.owner : null;
  return {
    method: endpoint.method,
    path: pathOf(operation),
    need: need === 'unsaid' ? 'anyone' : need,
    own: own?.rows && owner ? { key: owner.key, administratorsToo } : null,
  };
}

export function pathOf({ path, scopes, action }: Operation): Path {
  const by = 'by' in action ? action.by : null;
  return path.route
    .split(/(?<!\\):(\w+)/)
    .map((part, index) => {
      if (index % 2 === 0) return part.replaceAll('\\:', ':');
      const place = scopes.findIndex(({ parameter }) => parameter === part);
      const scope = scopes[place];
      if (!scope) return { up: 0, key: by?.field.key ?? '' };
      return { up: scopes.length - place, key: (scope.parent?.field ?? scope.links[0]!).key };
    })
    .filter((part) => part !== '');
}
