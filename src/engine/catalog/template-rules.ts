import type { Template, TemplateEndpoint, TemplateEntity } from '../domain/template.ts';

/** What is wrong with a template, or to be known about it, at the path of a value in it. */
export interface TemplateRemark {
  path: PropertyKey[];
  message: string;
}

/** Names that Windows keeps for devices, whatever follows the first dot. */
const deviceName = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])$/;

/** What the format's schema cannot say, and nobody could build an app of. */
export function templateErrors(template: Template): TemplateRemark[] {
  const errors = [
    ...repeatedEndpoints(template),
    ...endpointsOf(template).flatMap(({ endpoint, path }) => endpointErrors(endpoint, path)),
  ];
  if (deviceName.test(template.slug)) {
    errors.push({ path: ['slug'], message: `no file can be called "${template.slug}" on Windows` });
  }
  for (const { entity, path } of entitiesOf(template)) {
    if (Object.keys(entity.fields).length > 0) continue;
    errors.push({ path: [...path, 'fields'], message: `${shown(entity)} has no fields` });
  }
  return errors;
}

/** What is made of the template where it does not say. */
export function templateWarnings(template: Template): TemplateRemark[] {
  return entitiesOf(template).flatMap(({ entity, path }) => {
    const fields = Object.entries(entity.fields);
    if (fields.some(([, phrase]) => /primary key|\bpk\b/i.test(phrase))) return [];
    const id = fields.find(([name]) => /^[^a-z]*id[^a-z]*$/i.test(name));
    const used = id
      ? `the field ${JSON.stringify(id[0])} is used`
      : 'a field "id" is added, an integer that the server counts up';
    const message = `no field of ${shown(entity)} is called the primary key: ${used}`;
    return [{ path: [...path, 'fields'], message }];
  });
}

/** Servers tell endpoints by method and path; parameters' names, case and a slash at the end make no difference. */
function* repeatedEndpoints(template: Template): Generator<TemplateRemark> {
  const first = new Map<string, TemplateEndpoint>();
  for (const list of ['api_endpoints', 'admin_api_endpoints'] as const) {
    for (const [index, endpoint] of template[list].entries()) {
      const key = `${endpoint.method} ${sameRoute(endpoint.path)}`;
      const known = first.get(key);
      first.set(key, known ?? endpoint);
      if (!known) continue;
      const same = known.path === endpoint.path ? '' : `, as ${known.path} is the same path`;
      yield {
        path: [list, index, 'path'],
        message: `${endpoint.method} ${endpoint.path} is listed twice${same}`,
      };
    }
  }
}

function endpointErrors(
  { method, path: route, response }: TemplateEndpoint,
  path: PropertyKey[],
): TemplateRemark[] {
  const errors: TemplateRemark[] = [];
  const parts = route.split('/');
  // Another endpoint is asked then, if any.
  if (parts.some((part) => part === '.' || part === '..')) {
    const message = `${route} cannot be asked for: clients leave out a "." or ".." between slashes`;
    errors.push({ path: [...path, 'path'], message });
  }
  const nameless = parts.find((part) => /^:(?![A-Za-z0-9_])/.test(part));
  if (nameless !== undefined) {
    const message = `${route} has a parameter without a name: write a name after the colon, as in ":id"`;
    errors.push({ path: [...path, 'path'], message });
  }
  // No app has a say in that: whoever reads its answer asks whether the app is up.
  if (method === 'GET' && sameRoute(route) === 'health' && !isStatus(response)) {
    const message =
      'GET /health is answered by the stack itself, with {"status": "ok"}: give it that response, or the endpoint another path, as /api/health';
    errors.push({ path: [...path, 'response'], message });
  }
  return errors;
}

/** Whether an example has the shape of what stacks answer. */
function isStatus(response: TemplateEndpoint['response']): boolean {
  if (response === null) return true;
  if (typeof response !== 'object' || Array.isArray(response)) return false;
  return Object.entries(response).every(([key, value]) => key === 'status' && typeof value === 'string');
}

function endpointsOf(template: Template): { endpoint: TemplateEndpoint; path: PropertyKey[] }[] {
  return (['api_endpoints', 'admin_api_endpoints'] as const).flatMap((list) =>
    template[list].map((endpoint, index) => ({ endpoint, path: [list, index] })),
  );
}

function sameRoute(path: string): string {
  const words = path
    .toLowerCase()
    .split('/')
    .filter((word) => word !== '');
  return words.map((word) => word.replace(/:[a-z0-9_]+/g, ':')).join('/');
}

function entitiesOf({ data_model }: Template): { entity: TemplateEntity; path: PropertyKey[] }[] {
  const related = (data_model.related ?? []).map((entity, index) => ({
    entity,
    path: ['data_model', 'related', index],
  }));
  return [{ entity: data_model, path: ['data_model'] }, ...related];
}

const shown = ({ name }: TemplateEntity): string => JSON.stringify(name);
