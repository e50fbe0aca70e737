import type { CompiledApp } from '../compile.ts';
import type { Entity } from '../entities.ts';
import { isObject } from '../examples.ts';
import type { ExampleObject } from '../examples.ts';
import type { Action } from '../actions.ts';
import type { Operation } from '../operations.ts';
import type { TriggerStep } from '../../ground-truth.ts';
import type { Edit } from './defect-kind.ts';

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

interface Calls {
  steps: TriggerStep[];
  headers: Record<string, string>;
}

/** What has to be asked before an operation may be called; null when there is no simple way. */
export function callsBefore({ accounts }: CompiledApp, { need }: Operation): Calls | null {
  if (accounts === null || need === 'anyone' || need === 'unsaid') return { steps: [], headers: {} };
  const { register, login, tokenKey, nameKey, passwordKey } = accounts.access;
  if (need === 'administrator' || register === null || !isObject(register.request)) return null;
  const account: ExampleObject = { ...register.request };
  for (const [key, value] of Object.entries(account)) {
    if (typeof value === 'string' && value.includes('@')) account[key] = '{{nonce}}@example.com';
    else if (key === nameKey || /name|handle|login/i.test(key)) account[key] = 'u{{nonce}}';
  }
  const { [nameKey]: name, [passwordKey]: password } = account;
  if (name === undefined || password === undefined) return null;
  const credentials = { [nameKey]: name, [passwordKey]: password };
  const keep = { token: `"${tokenKey}":"([^"]+)` };
  return {
    steps: [
      { method: 'POST', path: register.path, json: account },
      { method: 'POST', path: login.path, json: credentials, keep },
    ],
    headers: { authorization: 'Bearer {{token}}' },
  };
}

/** What makes a record. */
export interface Creation {
  operation: Operation;
  /** What has to be asked before. */
  before: TriggerStep[];
  /** With the endpoint's own example. */
  step: TriggerStep;
  /** What the example is. */
  sent: ExampleObject;
  /** All of it; the record's id is kept as `id`. */
  steps: TriggerStep[];
  headers: Record<string, string>;
}

/** @returns null when there is no simple way to make one */
export function creationOf(app: CompiledApp, entity: Entity): Creation | null {
  const operation = operationsOf(app, 'create').find((candidate) => candidate.entity === entity);
  const calls = operation ? callsBefore(app, operation) : null;
  const request = operation?.endpoint.request;
  // Where records may be in each other's way the same one cannot be made twice.
  if (!operation || !calls || !isObject(request) || entity.overlap !== null || entity.transfer !== null)
    return null;
  const sent = { ...request };
  if (entity.fields.some(({ key, unique }) => unique && sent[key] !== undefined)) return null;
  // What it refers to would have to be made first.
  if (entity.references.some(({ field }) => (sent[field.key] ?? null) !== null)) return null;
  const before = calls.steps;
  const step: TriggerStep = {
    method: 'POST',
    path: operation.endpoint.path,
    headers: calls.headers,
    json: sent,
  };
  const keep = { id: `"${entity.id.key}":"?([\\w-]+)` };
  return { operation, before, step, sent, steps: [...before, { ...step, keep }], headers: calls.headers };
}

/** The path of an operation on the record that was made. */
export function ofRecord({ path }: Operation): string {
  return path.route.replace(/:\w+/, '{{id}}').replaceAll('\\:', ':');
}
