import type { TemplateEndpoint } from '../../domain/template.ts';
import type { Entity } from './entities.ts';
import { fieldNamed, isObject, sendsFields, showsEntity, showsList } from './examples.ts';
import type { Field } from './fields.ts';
import { sameName, singular, wordsOf } from './naming.ts';
import { readPath } from './paths.ts';
import type { EndpointPath } from './paths.ts';

/** What an endpoint does, as far as its method, path and examples say it. */
export type Action =
  | { kind: 'health' | 'list' | 'create' | 'groups' | 'summary' | 'delete-many' | 'unknown' }
  | { kind: 'read' | 'delete'; by: Lookup }
  | { kind: 'update'; by: Lookup; whole: boolean }
  | { kind: 'toggle' | 'increment' | 'redirect'; by: Lookup; field: Field };

/** Which row: that whose field is the value of the path's parameter. */
export interface Lookup {
  parameter: string;
  field: Field;
}

export interface Operation {
  endpoint: TemplateEndpoint;
  path: EndpointPath;
  entity: Entity;
  action: Action;
}

export function readOperations(
  endpoints: readonly TemplateEndpoint[],
  entities: readonly Entity[],
): Operation[] {
  const seen = new Set<string>();
  const operations: Operation[] = [];
  for (const endpoint of endpoints) {
    const path = readPath(endpoint.path);
    const name = `${endpoint.method} ${path.route.replace(/:\w+/g, ':')}`;
    if (seen.has(name)) continue;
    seen.add(name);
    const entity =
      entities.find((candidate) => path.words.some((word) => sameName(word, candidate.name))) ?? entities[0]!;
    operations.push({ endpoint, path, entity, action: readAction(endpoint, path, entity) });
  }
  // The first route that fits answers: `/notes/search` has to come before `/notes/:id`.
  return operations.sort((a, b) => (a.path.order < b.path.order ? -1 : a.path.order > b.path.order ? 1 : 0));
}

function readAction(endpoint: TemplateEndpoint, path: EndpointPath, entity: Entity): Action {
  if (path.parameters.length > 1) return { kind: 'unknown' };
  const [parameter] = path.parameters;
  if (parameter === undefined) return readCollectionAction(endpoint, path, entity);
  const by = { parameter: parameter.name, field: lookupField(parameter.text, entity) };
  if (path.verb === null) return readRowAction(endpoint, entity, by);
  return readVerbAction(endpoint, path.verb, entity, by);
}

function readCollectionAction(endpoint: TemplateEndpoint, path: EndpointPath, entity: Entity): Action {
  const { method, request, response } = endpoint;
  const last = path.words.at(-1) ?? '';
  if (method === 'GET') {
    if (/^(health|healthz|status|ping|ready|live)$/.test(last) && !showsList(response, entity)) {
      return { kind: 'health' };
    }
    if (showsList(response, entity)) return { kind: 'list' };
    const holdsGroups = isObject(response) && Object.values(response).every((value) => Array.isArray(value));
    if (Array.isArray(response) || holdsGroups) return { kind: 'groups' };
    return isObject(response) ? { kind: 'summary' } : { kind: 'unknown' };
  }
  const sendsIds = isObject(request) && Array.isArray(request['ids']);
  if (sendsIds && (method === 'DELETE' || /delete|remove/.test(endpoint.path)))
    return { kind: 'delete-many' };
  return method === 'POST' && sendsFields(request, entity) ? { kind: 'create' } : { kind: 'unknown' };
}

function readRowAction(endpoint: TemplateEndpoint, entity: Entity, by: Lookup): Action {
  const { method, request, response } = endpoint;
  if (method === 'DELETE') return { kind: 'delete', by };
  if (method === 'GET') {
    const target = entity.fields.find((field) => field.kind === 'url');
    if (response === null && target) return { kind: 'redirect', by, field: target };
    return response === null ? { kind: 'unknown' } : { kind: 'read', by };
  }
  if (!sendsFields(request, entity)) return { kind: 'unknown' };
  const sent = isObject(request) ? request : {};
  const whole =
    method !== 'PATCH' && entity.writable.every((field) => !field.required || Object.hasOwn(sent, field.key));
  return { kind: 'update', by, whole };
}

function readVerbAction(endpoint: TemplateEndpoint, verb: string, entity: Entity, by: Lookup): Action {
  const { method, request, response } = endpoint;
  if (method === 'GET') {
    const target = entity.fields.find((field) => field.kind === 'url');
    if (target && !showsEntity(response, entity)) return { kind: 'redirect', by, field: target };
    return { kind: 'unknown' };
  }
  if (method === 'DELETE') return { kind: 'unknown' };
  const flags = entity.fields.filter((field) => field.kind === 'boolean');
  const flag =
    flags.find((field) => sharesStem(verb, field.key)) ?? (verb === 'toggle' ? flags[0] : undefined);
  if (flag) return { kind: 'toggle', by, field: flag };
  const counters = entity.fields.filter((field) => field.kind === 'integer' && field.readOnly);
  const counter = counters.find((field) => sharesStem(verb, field.key));
  if (counter) return { kind: 'increment', by, field: counter };
  return sendsFields(request, entity) ? { kind: 'update', by, whole: false } : { kind: 'unknown' };
}

/** `pin` and `pinned`, `archive` and `is_archived`, `visit` and `visits`, `toggle-complete` and `completed`. */
function sharesStem(verb: string, key: string): boolean {
  const stem = (word: string) => singular(word).replace(/(ned|ed|d|e)$/, '');
  const stems = wordsOf(key).map(stem);
  return wordsOf(verb).some((word) => stem(word).length >= 2 && stems.includes(stem(word)));
}

function lookupField(parameter: string, entity: Entity): Field {
  const named = fieldNamed(parameter, entity);
  return named && named.kind !== 'list' && named.kind !== 'boolean' ? named : entity.id;
}
