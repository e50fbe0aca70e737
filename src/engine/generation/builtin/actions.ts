import type { TemplateEndpoint } from '../../domain/template.ts';
import type { Accounts } from './accounts.ts';
import type { Entity } from './entities.ts';
import { isStamped } from './entities.ts';
import { isObject, itemIn, lacksRequired, rowIn, sendsFields, showsEntity, showsList } from './examples.ts';
import type { Field } from './fields.ts';
import { sharesStem } from './naming.ts';
import type { EndpointPath } from './paths.ts';
import type { Lookup, Target } from './targets.ts';

/** What an endpoint does, as far as its method, path and examples say it. */
export type Action =
  | { kind: 'health' | 'list' | 'create' | 'groups' | 'summary' | 'delete-many' | 'export' }
  /** `reason`: a sentence that says why. */
  | { kind: 'unknown'; reason: string }
  | AccountAction
  /** `list`: key of the new rows in the request. */
  | { kind: 'import'; list: string }
  | { kind: 'read' | 'delete'; by: Lookup }
  /** `accept`: fields that the server sets elsewhere and that may be sent here. */
  | { kind: 'update'; by: Lookup; whole: boolean; accept: Field[] }
  | { kind: 'toggle' | 'increment' | 'redirect'; by: Lookup; field: Field }
  /** `value`: as it is stored; `from`: the values from which it may be set, null for any. */
  | { kind: 'set'; by: Lookup; field: Field; value: string | number; from: string[] | null };

/** About the account that calls. */
export type AccountAction =
  | { kind: 'register' | 'login' | 'logout' | 'me' | 'delete-me' }
  | { kind: 'update-me'; whole: boolean; accept: Field[] };

/** What reading an endpoint's action needs to know besides. */
export interface ActionSource {
  endpoint: TemplateEndpoint;
  path: EndpointPath;
  accounts: Accounts | null;
  isAdministration: boolean;
}

const unknown: Action = {
  ...{ kind: 'unknown', reason: 'Its method, path and examples do not say what it does.' },
};

const lacking: Action = { kind: 'unknown', reason: 'Its request lacks what the data model requires.' };

export function readAction(source: ActionSource, target: Target): Action {
  const { by, tail } = target;
  const verb = tail.at(-1);
  if (by === null) return readAccountAction(source, target) ?? readCollectionAction(source, target);
  return verb === undefined ? readRowAction(source, target, by) : readVerbAction(source, target, by, verb);
}

function readAccountAction(source: ActionSource, { entity, scopes }: Target): Action | null {
  const { endpoint, path, accounts } = source;
  const { method, request, response } = endpoint;
  const last = path.words.at(-1) ?? '';
  if (!accounts || scopes.length > 0) return null;
  if (endpoint === accounts.access.login) return { kind: 'login' };
  if (endpoint === accounts.access.register)
    return lacksRequired(request, accounts.entity, scopes) ? lacking : { kind: 'register' };
  if (method === 'POST' && /^(log|sign)-?out$/.test(last)) return { kind: 'logout' };
  if (method === 'DELETE' && /^(sessions?|tokens?|log-?in)$/.test(last)) return { kind: 'logout' };
  const isSelf =
    last === 'me' || (/^(profile|account|whoami)$/.test(last) && rowIn(response, accounts.entity) !== null);
  if (
    !isSelf ||
    (entity !== accounts.entity && rowIn(response, accounts.entity) === null && response !== null)
  )
    return null;
  if (method === 'GET') return response === null ? null : { kind: 'me' };
  if (method === 'DELETE') return { kind: 'delete-me' };
  if (!sendsFields(request, accounts.entity)) return null;
  return { kind: 'update-me', whole: isWhole(endpoint, accounts.entity), accept: [] };
}

function readCollectionAction({ endpoint, path }: ActionSource, { entity, scopes }: Target): Action {
  const { method, request, response } = endpoint;
  const last = path.words.at(-1) ?? '';
  if (method === 'GET') {
    if (/^(health|healthz|status|ping|ready|live)$/.test(last) && !showsList(response, entity)) {
      return { kind: 'health' };
    }
    if (showsList(response, entity)) return { kind: last === 'export' ? 'export' : 'list' };
    const holdsGroups = isObject(response) && Object.values(response).every((value) => Array.isArray(value));
    if (Array.isArray(response) || holdsGroups) return { kind: 'groups' };
    return isObject(response) ? { kind: 'summary' } : unknown;
  }
  const sendsIds = isObject(request) && Array.isArray(request['ids']);
  if (sendsIds && (method === 'DELETE' || /delete|remove/.test(endpoint.path)))
    return { kind: 'delete-many' };
  if (method !== 'POST') return unknown;
  const list = isObject(request)
    ? Object.keys(request).find((key) => Array.isArray(request[key]))
    : undefined;
  if (/^(import|bulk|batch)$/.test(last) && list !== undefined)
    return lacksRequired(itemIn(request, list), entity, scopes) ? lacking : { kind: 'import', list };
  // Without a body the path and the server say everything.
  const isBare = request === null && showsEntityAnywhere(response, entity);
  if (!sendsFields(request, entity) && !isBare) return unknown;
  return lacksRequired(request, entity, scopes) ? lacking : { kind: 'create' };
}

function readRowAction(source: ActionSource, { entity }: Target, by: Lookup): Action {
  const { endpoint } = source;
  const { method, request, response } = endpoint;
  if (method === 'DELETE') return { kind: 'delete', by };
  if (method === 'GET') {
    const target = entity.fields.find((field) => field.kind === 'url');
    if (response === null && target) return { kind: 'redirect', by, field: target };
    return response === null ? unknown : { kind: 'read', by };
  }
  const accept = accepted(source, entity);
  if (!sendsFields(request, entity) && accept.length === 0) return unknown;
  return { kind: 'update', by, whole: isWhole(endpoint, entity), accept };
}

function readVerbAction(source: ActionSource, { entity }: Target, by: Lookup, verb: string): Action {
  const { endpoint } = source;
  const { method, request, response } = endpoint;
  if (method === 'GET') {
    const target = entity.fields.find((field) => field.kind === 'url');
    if (target && !showsEntity(response, entity)) return { kind: 'redirect', by, field: target };
    return unknown;
  }
  if (method === 'DELETE') return unknown;
  const sent = isObject(request) ? Object.keys(request) : [];
  const flags = entity.fields.filter((field) => field.kind === 'boolean');
  const flag =
    flags.find((field) => sharesStem(verb, field.key)) ?? (verb === 'toggle' ? flags[0] : undefined);
  if (flag && sent.every((key) => key === flag.key)) return { kind: 'toggle', by, field: flag };
  const undone = flags.find((field) => verb.startsWith('un') && sharesStem(verb.slice(2), field.key));
  if (undone && sent.length === 0) return { kind: 'set', by, field: undone, value: 0, from: null };
  const counters = entity.fields.filter((field) => field.kind === 'integer' && field.references === null);
  const counter = counters.find((field) => sharesStem(verb, field.key));
  if (counter && sent.length === 0) return { kind: 'increment', by, field: counter };
  if (sent.length === 0) return readChoiceAction(source, entity, by, verb) ?? unknown;
  const accept = accepted(source, entity);
  if (!sendsFields(request, entity) && accept.length === 0) return unknown;
  return { kind: 'update', by, whole: false, accept };
}

/** The choice field that the verb names by its stem, else the one that the example shows changed. */
function readChoiceAction(
  { endpoint }: ActionSource,
  entity: Entity,
  by: Lookup,
  verb: string,
): Action | null {
  const row = rowIn(endpoint.response, entity);
  const shown = entity.fields.flatMap((field) => {
    const value = field.kind === 'choice' ? row?.[field.key] : undefined;
    return typeof value === 'string' && field.choices.includes(value) ? [{ field, value }] : [];
  });
  const meant =
    shown.find(({ value }) => sharesStem(verb, value)) ??
    shown.find(({ field, value }) => field.readOnly && value !== field.initial) ??
    shown.find(({ field, value }) => value !== field.initial) ??
    shown.find(({ field }) => field.readOnly) ??
    shown[0];
  return meant ? { kind: 'set', by, ...meant, from: readFrom(endpoint.description, meant.field) } : null;
}

/** `from pending`, `from open or in_progress` */
function readFrom(description: string, field: Field): string[] | null {
  const plain = (text: string) =>
    text
      .toLowerCase()
      .replaceAll(/[\s_-]+/g, ' ')
      .trim();
  const words = plain(description)
    .split(/\bfrom\b/)
    .slice(1);
  const from = words.flatMap((text) => {
    const listed = text.split(/,|\bor\b|\band\b/);
    const found = listed.map((part) =>
      field.choices.find((choice) =>
        new RegExp(`^(an? |the )?${escaped(plain(choice))}\\b`).test(part.trim()),
      ),
    );
    const end = found.findIndex((choice) => choice === undefined);
    return found.slice(0, end === -1 ? undefined : end) as string[];
  });
  return from.length > 0 ? [...new Set(from)] : null;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Fields that only this endpoint lets a client set: its example sends them, and it is for that. */
function accepted({ endpoint, isAdministration, path, accounts }: ActionSource, entity: Entity): Field[] {
  const { request } = endpoint;
  if (!isObject(request) || (!isAdministration && path.verb === null)) return [];
  return entity.fields.filter((field) => {
    const isOurs = field === entity.id || isStamped(field) || field.writeOnly;
    const isForAdministrators = field === entity.owner || field === accounts?.role;
    return (
      field.readOnly &&
      !isOurs &&
      Object.hasOwn(request, field.key) &&
      (isAdministration || !isForAdministrators)
    );
  });
}

/** Whether every required field is sent: then what comes without one is wrong. */
function isWhole({ method, request }: TemplateEndpoint, entity: Entity): boolean {
  const sent = isObject(request) ? request : {};
  return (
    method !== 'PATCH' && entity.writable.every((field) => !field.required || Object.hasOwn(sent, field.key))
  );
}

function showsEntityAnywhere(example: TemplateEndpoint['response'], entity: Entity): boolean {
  return rowIn(example, entity) !== null;
}
