import { z } from 'zod';
import { slug } from './slug.ts';

/** A template file is text that people write: no larger one is read. */
export const maxTemplateBytes = 1024 * 1024;

/** Example values say the shape of requests and answers; null, or left out: has none. */
const endpoint = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
  path: z
    .string()
    .regex(/^\/[A-Za-z0-9_\-./:]*$/, 'must start with / and hold letters, digits and - _ . / : only'),
  description: z.string(),
  request: z.json().nullable().default(null),
  response: z.json().nullable().default(null),
});

const entity = z.strictObject({
  name: z.string().min(1),
  /** Field name → phrase, as in `string (required, max 200 chars)`. */
  fields: z.record(z.string(), z.string()),
});

const sentences = z.array(z.string()).default([]);

/** What to build. Its JSON schema is published as `schemas/template.schema.json`. */
export const templateSchema = z.strictObject({
  slug,
  name: z.string().min(1),
  category: z.string().default(''),
  description: z.string(),
  backend_requirements: sentences,
  frontend_requirements: sentences,
  admin_requirements: sentences,
  api_endpoints: z.array(endpoint),
  admin_api_endpoints: z.array(endpoint).default([]),
  data_model: entity.extend({ related: z.array(entity).optional() }),
});

/** What a template file may hold: the same, and the place of its schema, which is no part of it. */
export const templateFileSchema = templateSchema.extend({ $schema: z.string().optional() });

export type Template = z.infer<typeof templateSchema>;
export type TemplateEndpoint = z.infer<typeof endpoint>;
export type TemplateEntity = z.infer<typeof entity>;

const telling = ['slug', 'api_endpoints', 'data_model', 'backend_requirements'];

/** Whether a JSON value is meant as a template, whatever is wrong with it. */
export function looksLikeTemplate(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return telling.some((key) => Object.hasOwn(value, key));
}
