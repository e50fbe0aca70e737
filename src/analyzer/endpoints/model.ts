import type { Template, TemplateEndpoint } from '../../engine/domain/template.ts';
import { readFieldRule } from './fields.ts';
import type { FieldRule } from './fields.ts';
import { isObject, recordIn, recordsIn } from './items.ts';
import { bytesIn } from './values.ts';

export interface ModelEntity {
  name: string;
  fields: Map<string, FieldRule>;
  /** No two records of the same referenced one may overlap in time. */
  overlap: { start: string; end: string; reference: string } | null;
  /** Making a record moves an amount from one referenced record to another. */
  transfer: { from: string; to: string; amount: string } | null;
}

/** The data model's entities, the main one first. */
export function readModel(template: Template): ModelEntity[] {
  const { data_model: model, backend_requirements: requirements } = template;
  const saysBase64 = [template.description, ...requirements].some((sentence) => /\bbase64\b/i.test(sentence));
  const bytes = saysBase64 ? keysOfBytes(template) : new Set<string>();
  const mayNotOverlap = requirements.some((sentence) => /\boverlap/i.test(sentence));
  const entities = [model, ...(model.related ?? [])].map(({ name, fields }): ModelEntity => {
    const rules = new Map(
      Object.entries(fields).map(([key, phrase]): [string, FieldRule] => {
        const rule = readFieldRule(key, phrase);
        return [key, rule.kind === 'text' && bytes.has(key) ? { ...rule, kind: 'bytes' } : rule];
      }),
    );
    return {
      name,
      fields: rules,
      overlap: mayNotOverlap ? overlapOf([...rules.values()]) : null,
      transfer: transferOf([...rules.values()]),
    };
  });
  noteGivenKeys(template, entities);
  return entities;
}

/** A text that is the primary key, and that the example of who makes records sends, is what clients call them. */
function noteGivenKeys(
  { api_endpoints, admin_api_endpoints }: Template,
  model: readonly ModelEntity[],
): void {
  for (const endpoint of [...api_endpoints, ...admin_api_endpoints]) {
    const { method, path, request } = endpoint;
    if (method !== 'POST' || !isObject(request) || /\/(register|sign-?up)$/i.test(path)) continue;
    const fields = entityOf(endpoint, model)?.fields;
    const key = [...(fields?.values() ?? [])].find((field) => field.mayBeGiven);
    if (!fields || !key || !Object.hasOwn(request, key.key)) continue;
    fields.set(key.key, { ...key, required: true, unique: true, serverSet: false });
  }
}

/** Fields that requests show in base64, in templates that speak of it: elsewhere a word may look like it. */
function keysOfBytes({ api_endpoints, admin_api_endpoints }: Template): Set<string> {
  const requests = [...api_endpoints, ...admin_api_endpoints].map(({ request }): unknown => request);
  const entries = requests.filter(isObject).flatMap((request) => Object.entries(request));
  return new Set(entries.filter(([, value]) => bytesIn(value) !== null).map(([key]) => key));
}

function overlapOf(fields: readonly FieldRule[]): ModelEntity['overlap'] {
  const times = fields.filter(
    ({ kind, serverSet }) => (kind === 'date' || kind === 'datetime') && !serverSet,
  );
  const start = times.find(({ key }) => /^(start|from|begin|check_?in)/i.test(key));
  const end = times.find(({ key }) => /^(end|to|until|till|check_?out)/i.test(key));
  const reference = fields.find(({ references, serverSet }) => references !== null && !serverSet);
  return start && end && reference ? { start: start.key, end: end.key, reference: reference.key } : null;
}

function transferOf(fields: readonly FieldRule[]): ModelEntity['transfer'] {
  const from = fields.find(({ key, references }) => /^from_.+_id$/.test(key) && references !== null);
  const to = fields.find(
    ({ key, references }) => /^to_.+_id$/.test(key) && references === (from?.references ?? ''),
  );
  const amount = fields.find(({ key }) => key === 'amount');
  return from && to && amount ? { from: from.key, to: to.key, amount: amount.key } : null;
}

/**
 * The entity that an endpoint is about: named by the path's words, from the last to the first; else the one
 * whose fields its examples show.
 */
export function entityOf(endpoint: TemplateEndpoint, model: readonly ModelEntity[]): ModelEntity | null {
  for (const word of fixedWords(endpoint.path).reverse()) {
    const named = model.find(({ name }) => isSameWord(name, word));
    if (named) return named;
  }
  const example = recordsIn(endpoint.response)?.[0] ?? recordIn(endpoint.response) ?? {};
  const keys = Object.keys(example).filter((key) => key !== 'id');
  const shared = ({ fields }: ModelEntity) => keys.filter((key) => fields.has(key)).length;
  const best = [...model].sort((a, b) => shared(b) - shared(a))[0];
  return best && keys.length > 0 && shared(best) * 2 > keys.length ? best : null;
}

/** The field that says whose a record is, which the app sets; null: there is none. */
export function ownerKey(entity: ModelEntity | null): string | null {
  const isOwner = ({ key, references, serverSet }: FieldRule) =>
    serverSet &&
    references !== null &&
    isSameWord(references, 'user') &&
    /^(user|owner|author)_?id$/i.test(key);
  return [...(entity?.fields.values() ?? [])].find(isOwner)?.key ?? null;
}

/** The fixed segments of a path without `api`, `admin` and version. */
export function fixedWords(path: string): string[] {
  return path
    .split('/')
    .filter((segment) => segment !== '' && !segment.startsWith(':') && !/^(api|admin|v\d+)$/i.test(segment));
}

/** `cards` and `Card`, `line-items` and `LineItem`, `categories` and `Category`, `courses` and `Course`. */
export function isSameWord(a: string, b: string): boolean {
  const known = singulars(a);
  return singulars(b).some((word) => known.includes(word));
}

/** The word and what it may be the plural of: spelling alone does not tell `boxes` from `courses`. */
function singulars(word: string): string[] {
  const plain = word.toLowerCase().replace(/[^a-z0-9]/g, '');
  const endings: [RegExp, string][] = [
    [/ies$/, 'y'],
    [/(?<=s|x|z|ch|sh)es$/, ''],
    [/s$/, ''],
  ];
  const found = endings.filter(([ending]) => ending.test(plain));
  return [plain, ...found.map(([ending, singular]) => plain.replace(ending, singular))];
}
