import type { TemplateEndpoint } from '../../domain/template.ts';
import type { Entity } from './entities.ts';
import { fieldNamed, rowIn, sendsFields, showsList } from './examples.ts';
import type { Field } from './fields.ts';
import { sameName } from './naming.ts';
import type { EndpointPath, PathStep } from './paths.ts';

/** Which row: that whose field is the value of the path's parameter. */
export interface Lookup {
  parameter: string;
  field: Field;
}

/** A part of a path that limits what the rest means, as `boards/:id` of `/api/boards/:id/cards`. */
export interface Scope {
  parameter: string;
  /** The row that must exist; null: the parameter is a plain value. */
  parent: { entity: Entity; field: Field } | null;
  /**
   * Fields of the next scope's parent, and of the endpoint's entity after the last scope; one of them holds the
   * parent's id, or the plain value. New rows get it in the first.
   */
  links: Field[];
}

/** What a path is about. */
export interface Target {
  entity: Entity;
  /** The outermost first. */
  scopes: Scope[];
  /** The row; null: all rows of the scopes. */
  by: Lookup | null;
  /** Words after the entity and its parameter, as `pin` of `/notes/:id/pin`. */
  tail: string[];
}

/** @returns null when the path holds something that the data model does not have */
export function readTarget(
  endpoint: TemplateEndpoint,
  path: EndpointPath,
  entities: readonly Entity[],
): Target | null {
  const { steps } = path;
  const named = steps.map(({ word }) => entities.find(({ name }) => word !== null && sameName(word, name)));
  const last = named.findLastIndex((entity) => entity !== undefined);
  const place = last >= 0 ? last : steps.findLastIndex(({ parameter }) => parameter !== null);
  const entity = named[last] ?? entityOfExample(endpoint, entities) ?? entities[0]!;
  const tail = steps.slice(place + 1);
  if (tail.some(({ parameter }) => parameter !== null)) return null;

  const scopes = readScopes(steps.slice(0, Math.max(place, 0)), named, entity);
  if (scopes === null) return null;
  const parameter = steps[place]?.parameter ?? null;
  const by = parameter && { parameter: parameter.name, field: lookupField(parameter.text, entity) };
  const target = { entity, scopes, by, tail: tail.flatMap(({ word }) => word ?? []) };
  return nestedTarget(endpoint, target, entities) ?? target;
}

function readScopes(
  steps: readonly PathStep[],
  named: readonly (Entity | undefined)[],
  target: Entity,
): Scope[] | null {
  const places = steps.flatMap(({ parameter }, index) => (parameter ? [index] : []));
  const scopes: Scope[] = [];
  for (const [order, place] of places.entries()) {
    const { word, parameter } = steps[place]!;
    const next = order + 1 < places.length ? named[places[order + 1]!] : target;
    const parent = named[place];
    if (!parameter || !next) return null;
    const value = fieldNamed(parameter.text, next) ?? fieldNamed(word ?? '', next);
    const links = parent ? linksTo(next, parent) : value ? [value] : [];
    if (links.length === 0) return null;
    const row = parent ? { entity: parent, field: lookupField(parameter.text, parent) } : null;
    scopes.push({ parameter: parameter.name, parent: row, links });
  }
  return scopes;
}

/** `/comments/:id/replies` names no entity, but its examples show one that refers to comments. */
function nestedTarget(
  { method, request, response }: TemplateEndpoint,
  { entity, scopes, by, tail }: Target,
  entities: readonly Entity[],
): Target | null {
  const [word, ...more] = tail;
  if (!by || word === undefined || more.length > 0) return null;
  const child = entities.find((candidate) => {
    if (linksTo(candidate, entity).length === 0) return false;
    if (candidate === entity && !/^(repl|child|sub|answer|comment)/.test(word)) return false;
    if (method === 'GET') return showsList(response, candidate);
    return method === 'POST' && sendsFields(request, candidate) && rowIn(response, candidate) !== null;
  });
  if (!child) return null;
  const scope = {
    parameter: by.parameter,
    parent: { entity, field: by.field },
    links: linksTo(child, entity),
  };
  return { entity: child, scopes: [...scopes, scope], by: null, tail: [] };
}

/** The fields that refer to another entity; that which is called after it first. */
function linksTo(entity: Entity, other: Entity): Field[] {
  const links = entity.references.filter((reference) => reference.entity === other).map(({ field }) => field);
  const { transfer } = entity;
  if (transfer?.entity === other) return [transfer.from, transfer.to];
  const named = links.find(({ key }) => sameName(key.replace(/_?id$/i, ''), other.name)) ?? links[0];
  return named ? [named] : [];
}

function lookupField(parameter: string, entity: Entity): Field {
  const named = fieldNamed(parameter, entity);
  const isName = named && !['list', 'boolean', 'json'].includes(named.kind) && !named.writeOnly;
  return isName && named.references === null ? named : entity.id;
}

function entityOfExample(
  { request, response }: TemplateEndpoint,
  entities: readonly Entity[],
): Entity | undefined {
  return (
    entities.find((entity) => rowIn(response, entity) !== null || showsList(response, entity)) ??
    entities.find((entity) => sendsFields(request, entity))
  );
}
