import type { Template, TemplateEndpoint } from '../../../src/engine/domain/template.ts';
import { readField } from '../../../src/engine/generation/builtin/fields.ts';
import type { Field } from '../../../src/engine/generation/builtin/fields.ts';
import { sameName } from '../../../src/engine/generation/builtin/naming.ts';

type Json = TemplateEndpoint['request'];
export type JsonObject = Record<string, Json>;

/** A template, read with as little cleverness as the format allows. */
export interface Shipped {
  template: Template;
  /** The main one first. */
  entities: ShippedEntity[];
  endpoints: ShippedEndpoint[];
  entityNamed: (word: string | null) => ShippedEntity | undefined;
}

export interface ShippedEntity {
  name: string;
  fields: Map<string, Field>;
  /** Name of another entity → the fields that hold its id. */
  references: Map<string, Set<string>>;
}

export interface ShippedEndpoint {
  endpoint: TemplateEndpoint;
  /** As in `GET /api/notes`. */
  name: string;
  /** What it is about. */
  entity: ShippedEntity;
  /** The fixed words of the path without `api`, `admin` and `auth`, each with the parameter after it. */
  steps: { word: string | null; parameter: string | null }[];
  /** Keys of the query or body; of an import those of its items. */
  sent: string[];
  /** The query or body. */
  sentValues: JsonObject;
  /** Records in the body: one, or those of an import. None for a query. */
  bodies: JsonObject[];
  /** Parts of a query that limit a list by a field. */
  filters: JsonObject;
  /** Records in the example answer. */
  rows: JsonObject[];
  /** Whether it makes records out of its body. */
  creates: boolean;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Objects with an id, wherever they are. */
export function rowsIn(value: Json | undefined): JsonObject[] {
  if (Array.isArray(value)) return value.flatMap(rowsIn);
  if (!isObject(value)) return [];
  return Object.hasOwn(value, 'id') ? [value] : Object.values(value).flatMap(rowsIn);
}

export function readShipped(template: Template): Shipped {
  const { data_model: model } = template;
  const entities = [model, ...(model.related ?? [])].map(({ name, fields }): ShippedEntity => {
    const read = new Map(Object.entries(fields).map(([key, phrase]) => [key, readField(key, key, phrase)]));
    const references = new Map<string, Set<string>>();
    for (const { key, references: other } of read.values()) {
      if (other !== null) references.set(other, new Set([...(references.get(other) ?? []), key]));
    }
    return { name, fields: read, references };
  });
  const entityNamed = (word: string | null) =>
    entities.find(({ name }) => word !== null && sameName(word, name));
  const endpoints = [...template.api_endpoints, ...template.admin_api_endpoints].map((endpoint) =>
    readEndpoint(endpoint, entities, entityNamed),
  );
  return { template, entities, endpoints, entityNamed };
}

function readEndpoint(
  endpoint: TemplateEndpoint,
  entities: ShippedEntity[],
  entityNamed: Shipped['entityNamed'],
): ShippedEndpoint {
  const { method, path, request, response } = endpoint;
  const steps = readSteps(path);
  const isAccount = path.startsWith('/api/auth/');
  const named = steps.findLast(({ word }) => entityNamed(word));
  const entity = isAccount ? entityNamed('users') : entityNamed(named?.word ?? null);
  const sent = isObject(request) ? request : {};
  const isQuery = method === 'GET' || method === 'DELETE';
  const items = Array.isArray(sent['items']) ? sent['items'].filter(isObject) : null;
  const about = entity ?? entities[0]!;
  const isCollection = steps.at(-1)?.parameter === null && steps.at(-1) === named;
  return {
    endpoint,
    name: `${method} ${path}`,
    entity: about,
    steps,
    sent: items ? [...new Set(items.flatMap((item) => Object.keys(item)))] : Object.keys(sent),
    sentValues: sent,
    bodies: isQuery || request === null ? [] : (items ?? [sent]),
    filters: isQuery ? filtersIn(sent, about) : {},
    rows: rowsIn(response),
    creates: method === 'POST' && (items !== null || isCollection || path.endsWith('/register')),
  };
}

function readSteps(path: string): ShippedEndpoint['steps'] {
  const steps: ShippedEndpoint['steps'] = [];
  for (const segment of path.split('/').slice(1)) {
    if (['api', 'admin', 'auth'].includes(segment)) continue;
    const last = steps.at(-1);
    if (!segment.startsWith(':')) steps.push({ word: segment, parameter: null });
    else if (last?.parameter === null) last.parameter = segment.slice(1);
    else steps.push({ word: null, parameter: segment.slice(1) });
  }
  return steps;
}

function filtersIn(sent: JsonObject, { fields }: ShippedEntity): JsonObject {
  const entries = Object.entries(sent);
  return Object.fromEntries(entries.filter(([key]) => fields.has(key) || fields.has(`${key}s`)));
}
