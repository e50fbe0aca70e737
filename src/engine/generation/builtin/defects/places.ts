import type { CompiledApp } from '../compile.ts';
import type { Action } from '../actions.ts';
import type { Operation } from '../operations.ts';
import type { Edit } from './defect-kind.ts';
import { signIn } from './sign-in.ts';
import type { Calls } from './sign-in.ts';

/** Whether everybody may call everything: the template has no login. */
export function isOpen({ accounts }: CompiledApp): boolean {
  return accounts === null;
}

/** Operations of a kind on a whole collection, or on one of its rows, that belong to nobody. */
export function operationsOf(app: CompiledApp, kind: Action['kind']): Operation[] {
  return app.operations.filter(
    ({ action, path, scopes, own }) =>
      action.kind === kind &&
      scopes.length === 0 &&
      path.parameters.length === ('by' in action ? 1 : 0) &&
      !own,
  );
}

/** Operations of a kind for which there is code, whoever may call them and whatever their path goes through. */
export function builtOperations({ operations, unbuilt }: CompiledApp, kind: Action['kind']): Operation[] {
  const isBuilt = ({ endpoint }: Operation) =>
    !unbuilt.some(({ method, path }) => method === endpoint.method && path === endpoint.path);
  return operations.filter((operation) => operation.action.kind === kind && isBuilt(operation));
}

/** As ground truths call it. */
export function endpointName({ endpoint: { method, path } }: Operation): string {
  return `${method} ${path}`;
}

/** From where to where a route's code goes in a file's content; null when it is not in there. */
export type RouteRange = (content: string) => { from: number; to: number } | null;

/**
 * Replaces one line in a part of a file.
 * @param line its pattern, without the line's end
 */
export function inRange(
  file: string,
  range: RouteRange,
  line: RegExp,
  replace: (found: string, line: string) => string,
): Edit {
  const change = (content: string | null) => {
    const found = content === null ? null : range(content);
    if (content === null || found === null) return null;
    const { from, to } = found;
    const lines = content.slice(from, to).split('\n');
    const place = lines.findIndex((candidate) => line.test(candidate));
    if (place < 0) return null;
    const match = line.exec(lines[place]!)!;
    lines[place] = replace(match[1] ?? '', lines[place]!);
    return content.slice(0, from) + lines.join('\n') + content.slice(to);
  };
  return { file, change };
}

/** Replaces the first place of a pattern, which is whole lines of a file. */
export function inFile(file: string, find: RegExp, replace: (found: string) => string): Edit {
  const change = (content: string | null) => {
    if (content === null || !find.test(content)) return null;
    return content.replace(find, (found) => replace(found));
  };
  return { file, change };
}

/** What has to be asked before an operation may be called; null when there is no simple way. */
export function callsBefore({ accounts }: CompiledApp, { need }: Operation): Calls | null {
  if (accounts === null || need === 'anyone' || need === 'unsaid') return { steps: [], headers: {} };
  return need === 'administrator' ? null : signIn(accounts);
}
