import { isOwn, needOf } from '../../domain/template-access.ts';
import type { Need } from '../../domain/template-access.ts';
import type { Template, TemplateEndpoint } from '../../domain/template.ts';
import type { Accounts } from './accounts.ts';
import { readAction } from './actions.ts';
import type { Action } from './actions.ts';
import type { Entity } from './entities.ts';
import { readOwn } from './ownership.ts';
import type { Own } from './ownership.ts';
import { readPath } from './paths.ts';
import type { EndpointPath } from './paths.ts';
import { readTarget } from './targets.ts';
import type { Scope } from './targets.ts';

export interface Operation {
  endpoint: TemplateEndpoint;
  path: EndpointPath;
  entity: Entity;
  action: Action;
  /** Rows that the path goes through before it comes to its own, the outermost first. */
  scopes: Scope[];
  need: Need;
  /** What must be of the account that calls; null: nothing has to be. Never without accounts. */
  own: Own | null;
  /** Administrators may call it for everybody's rows. */
  administratorsToo: boolean;
}

/** What every endpoint of a template does, in the order in which a router has to try them. */
export function readOperations(
  template: Template,
  entities: readonly Entity[],
  accounts: Accounts | null,
): Operation[] {
  const seen = new Set<string>();
  const operations: Operation[] = [];
  for (const endpoint of [...template.api_endpoints, ...template.admin_api_endpoints]) {
    const path = readPath(endpoint.path);
    const name = `${endpoint.method} ${path.route.replace(/:\w+/g, ':')}`;
    if (seen.has(name)) continue;
    seen.add(name);
    operations.push(readOperation(template, endpoint, path, entities, accounts));
  }
  // The first route that fits answers: `/notes/search` has to come before `/notes/:id`.
  return operations.sort((a, b) => (a.path.order < b.path.order ? -1 : a.path.order > b.path.order ? 1 : 0));
}

function readOperation(
  template: Template,
  endpoint: TemplateEndpoint,
  path: EndpointPath,
  entities: readonly Entity[],
  accounts: Accounts | null,
): Operation {
  const target = readTarget(endpoint, path, entities);
  const isAdministration = template.admin_api_endpoints.includes(endpoint);
  const action: Action = target
    ? readAction({ endpoint, path, accounts, isAdministration }, target)
    : { kind: 'unknown', reason: 'Its path goes through what the data model does not have.' };
  const concernsSelf = ['me', 'update-me', 'delete-me', 'logout'].includes(action.kind);
  const isOfSelf = concernsSelf || path.words.includes('me') || isOwn(endpoint);
  const said = needOf(endpoint, template, accounts?.access ?? null);
  const isHeld = isOfSelf && !concernsSelf && said !== 'anyone' && said !== 'administrator';
  return {
    ...{ endpoint, path, action, scopes: target?.scopes ?? [] },
    entity: concernsSelf && accounts ? accounts.entity : (target?.entity ?? entities[0]!),
    need: accounts && (concernsSelf || (isOfSelf && said === 'unsaid')) ? 'signed-in' : said,
    own: accounts && target && isHeld ? readOwn(endpoint.description, target, accounts) : null,
    administratorsToo: /\badmin/i.test(endpoint.description),
  };
}
