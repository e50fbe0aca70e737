import type { TemplateEndpoint } from '../../engine/domain/template.ts';
import type { RequestInput } from '../http/client.ts';
import { isObject } from './items.ts';
import type { CreatedRecords } from './records.ts';

/**
 * A path with its parameters filled in.
 * @param valueFor gives the value of a parameter of the collection before it
 * @returns null when a value is not to be had
 */
export async function fillPath(
  path: string,
  valueFor: (collection: string, parameter: string) => Promise<string | null>,
): Promise<string | null> {
  const template = path.split('/');
  const filled: string[] = [];
  for (const [index, segment] of template.entries()) {
    if (!segment.startsWith(':')) {
      filled.push(segment);
      continue;
    }
    const value = await valueFor(template.slice(0, index).join('/'), segment.slice(1));
    if (value === null) return null;
    filled.push(encodeURIComponent(value));
  }
  return filled.join('/');
}

/** The example's request: as a query for GET, as JSON for all others; references name what was created. */
export function requestOf(endpoint: TemplateEndpoint, path: string, records: CreatedRecords): RequestInput {
  const { method, request } = endpoint;
  if (request === null) return { method, path };
  if (method === 'GET') {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(request)) query.set(name, String(value));
    return { method, path: `${path}?${query.toString()}` };
  }
  if (!isObject(request)) return { method, path, json: request };
  const json = Object.fromEntries(
    Object.entries(request).map(([key, value]) => [key, records.referenceFor(key) ?? value]),
  );
  return { method, path, json };
}
