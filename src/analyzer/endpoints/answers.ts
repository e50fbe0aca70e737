import { parseJson } from '../../engine/domain/parse-json.ts';
import type { Exchange } from '../http/client.ts';
import { recordsIn } from './items.ts';
import type { JsonObject } from './items.ts';

/** The records of a list that was answered with success; null: it shows none. */
export function listIn({ status, body }: Exchange): JsonObject[] | null {
  return status !== null && status >= 200 && status < 300 ? recordsIn(parseJson(body)) : null;
}
