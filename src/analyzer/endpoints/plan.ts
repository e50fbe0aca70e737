import { isOwn, needOf, readAccess } from '../../engine/domain/template-access.ts';
import type { Access, Need } from '../../engine/domain/template-access.ts';
import type { Template, TemplateEndpoint } from '../../engine/domain/template.ts';
import { idOf, isObject, recordIn, recordsIn } from './items.ts';
import { entityOf, fixedWords, isSameWord, readModel } from './model.ts';
import type { ModelEntity } from './model.ts';

/**
 * What an endpoint does to the records of its collection. `call`: leaves no record to read back; `action`:
 * changes one record without saying how; `view`: a GET that answers something else than records.
 */
export type Role =
  | 'register'
  | 'login'
  | 'me'
  | 'logout'
  | 'create'
  | 'import'
  | 'call'
  | 'list'
  | 'view'
  | 'read'
  | 'action'
  | 'update'
  | 'delete'
  | 'delete-many';

export interface PlannedEndpoint {
  endpoint: TemplateEndpoint;
  /** As in `POST /api/notes`. */
  requirement: string;
  role: Role;
  /** Path of the records that it concerns, as the template writes it: `/api/notes` of `/api/notes/:id/pin`. */
  collection: string;
  entity: ModelEntity | null;
  need: Need;
  isOwn: boolean;
}

export interface Plan {
  access: Access | null;
  model: ModelEntity[];
  /** In the order in which they are called first: each finds what it needs. */
  endpoints: PlannedEndpoint[];
}

const phases: readonly (readonly Role[])[] = [
  ['register'],
  ['login'],
  ['me'],
  ['create'],
  ['import'],
  ['list', 'view', 'read'],
  ['call', 'action'],
  ['update'],
  ['delete'],
  ['delete-many'],
  ['logout'],
];

export function planEndpoints(template: Template): Plan {
  const endpoints = [...template.api_endpoints, ...template.admin_api_endpoints];
  const access = readAccess(template);
  const model = readModel(template);
  const planned = endpoints.map((endpoint): PlannedEndpoint => {
    const role = roleOf(endpoint, { endpoints, access, model });
    const isWhole = role === 'create' || role === 'list';
    return {
      endpoint,
      requirement: `${endpoint.method} ${endpoint.path}`,
      role,
      collection: isWhole ? endpoint.path : collectionOf(endpoint.path),
      entity: entityOf(endpoint, model),
      need: needOf(endpoint, template, access),
      isOwn: access !== null && isOwn(endpoint),
    };
  });
  const depth = referenceDepths(model);
  const rank = ({ role, endpoint, entity }: PlannedEndpoint) => {
    const own = parameterCount(endpoint.path) + (entity ? (depth.get(entity) ?? 0) : 0);
    return phases.findIndex((roles) => roles.includes(role)) * 100 + (role === 'delete' ? 50 - own : own);
  };
  return { access, model, endpoints: planned.sort((a, b) => rank(a) - rank(b)) };
}

/** How many entities have to be there before one: those that it refers to, and what they refer to. */
function referenceDepths(model: readonly ModelEntity[]): Map<ModelEntity, number> {
  const depths = new Map<ModelEntity, number>(model.map((entity) => [entity, 0]));
  for (let round = 0; round < model.length; round++) {
    for (const entity of model) {
      for (const { references } of entity.fields.values()) {
        const target = model.find(({ name }) => references !== null && isSameWord(name, references));
        if (!target || target === entity) continue;
        // Circles end with the rounds.
        depths.set(entity, Math.max(depths.get(entity)!, Math.min(depths.get(target)! + 1, model.length)));
      }
    }
  }
  return depths;
}

interface Surroundings {
  endpoints: readonly TemplateEndpoint[];
  access: Access | null;
  model: readonly ModelEntity[];
}

function roleOf(endpoint: TemplateEndpoint, { endpoints, access, model }: Surroundings): Role {
  const { method, path, request } = endpoint;
  const last = path.split('/').at(-1)!;
  if (access !== null) {
    if (endpoint === access.register) return 'register';
    if (endpoint === access.login) return 'login';
    if (method === 'GET' && last === 'me') return 'me';
    if (method !== 'GET' && /^(log|sign)-?out$/i.test(last)) return 'logout';
  }
  const sendsIds = isObject(request) && Array.isArray(request['ids']);
  switch (method) {
    case 'GET':
      if (last.startsWith(':')) return 'read';
      return recordsIn(endpoint.response) ? 'list' : 'view';
    case 'DELETE':
      return sendsIds || parameterCount(path) === 0 ? 'delete-many' : 'delete';
    case 'PUT':
    case 'PATCH':
      if (parameterCount(path) === 0) return 'call';
      return request === null ? 'action' : 'update';
    case 'POST': {
      if (sendsIds && /delete|remove/i.test(path)) return 'delete-many';
      if (isObject(request) && Array.isArray(request['items'])) return 'import';
      const isCollection = endpoints.some(
        (other) => (other.method === 'GET' && other.path === path) || other.path.startsWith(`${path}/:`),
      );
      if (isCollection && request !== null) return 'create';
      const namesEntity = model.some(({ name }) => isSameWord(name, fixedWords(path).at(-1) ?? ''));
      const answered = recordIn(endpoint.response);
      if (namesEntity && request !== null && answered && idOf(answered) !== null) return 'create';
      return parameterCount(path) > 0 ? (request === null ? 'action' : 'call') : 'call';
    }
  }
}

/** The part before the last parameter; the whole path when there is none. */
export function collectionOf(path: string): string {
  const segments = path.split('/');
  const last = segments.findLastIndex((segment) => segment.startsWith(':'));
  return last === -1 ? path : segments.slice(0, last).join('/');
}

export function parameterCount(path: string): number {
  return path.split('/').filter((segment) => segment.startsWith(':')).length;
}

/** What follows the last parameter, as in `pin` of `/notes/:id/pin`; null: nothing. */
export function verbOf(path: string): string | null {
  const segments = path.split('/');
  const last = segments.findLastIndex((segment) => segment.startsWith(':'));
  return last === -1 || last === segments.length - 1 ? null : segments.at(-1)!;
}
