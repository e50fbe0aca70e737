import type { Template, TemplateEndpoint } from '../../engine/domain/template.ts';
import { recordsIn } from './items.ts';

/**
 * What an endpoint does to the records of its collection. `call`: a POST that leaves no record to read
 * back, as in a sign-in; `action`: changes one record without saying how; `view`: any other GET.
 */
export type Role = 'call' | 'create' | 'list' | 'view' | 'read' | 'action' | 'update' | 'delete';

export interface PlannedEndpoint {
  endpoint: TemplateEndpoint;
  /** As in `POST /api/notes`. */
  requirement: string;
  role: Role;
  /** Path of the records that it concerns, as the template writes it: `/api/notes` of `/api/notes/:id/pin`. */
  collection: string;
}

const phases: readonly (readonly Role[])[] = [
  ['call', 'create'],
  ['list', 'view', 'read'],
  ['action'],
  ['update'],
  ['delete'],
];

/** All endpoints of a template in an order in which each finds what it needs: create, read, change, delete. */
export function planEndpoints(template: Template): PlannedEndpoint[] {
  const endpoints = [...template.api_endpoints, ...template.admin_api_endpoints];
  const planned = endpoints.map((endpoint): PlannedEndpoint => {
    const role = roleOf(endpoint, endpoints);
    const collection = role === 'create' || role === 'list' ? endpoint.path : collectionOf(endpoint.path);
    return { endpoint, requirement: `${endpoint.method} ${endpoint.path}`, role, collection };
  });
  const rank = ({ role, endpoint }: PlannedEndpoint) => {
    const depth = parameterCount(endpoint.path);
    return phases.findIndex((roles) => roles.includes(role)) * 100 + (role === 'delete' ? -depth : depth);
  };
  return planned.sort((a, b) => rank(a) - rank(b));
}

function roleOf(endpoint: TemplateEndpoint, all: readonly TemplateEndpoint[]): Role {
  const { method, path } = endpoint;
  switch (method) {
    case 'GET':
      if (endsInParameter(path)) return 'read';
      return recordsIn(endpoint.response) ? 'list' : 'view';
    case 'DELETE':
      return 'delete';
    case 'PUT':
    case 'PATCH':
      return endpoint.request === null ? 'action' : 'update';
    case 'POST': {
      const isCollection = all.some(
        (other) => (other.method === 'GET' && other.path === path) || other.path.startsWith(`${path}/:`),
      );
      if (isCollection) return 'create';
      return parameterCount(path) > 0 ? 'action' : 'call';
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

function endsInParameter(path: string): boolean {
  return path.split('/').at(-1)!.startsWith(':');
}
