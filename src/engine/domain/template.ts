import { z } from 'zod';

/** What to build. Example values say the shape of requests and answers; null: has none. */
const endpoint = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
  path: z
    .string()
    .regex(/^\/[A-Za-z0-9_\-./:]*$/, 'must start with / and hold letters, digits and - _ . / : only'),
  description: z.string(),
  request: z.json().nullable(),
  response: z.json().nullable(),
});

const entity = z.strictObject({
  name: z.string().min(1),
  /** Field name → phrase, as in `string (required, max 200 chars)`. */
  fields: z.record(z.string(), z.string()),
});

export const templateSchema = z.strictObject({
  slug: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, 'must be lower-case letters, digits and hyphens'),
  name: z.string().min(1),
  category: z.string(),
  description: z.string(),
  backend_requirements: z.array(z.string()),
  frontend_requirements: z.array(z.string()),
  admin_requirements: z.array(z.string()),
  api_endpoints: z.array(endpoint),
  admin_api_endpoints: z.array(endpoint),
  data_model: entity.extend({ related: z.array(entity).optional() }),
});

export type Template = z.infer<typeof templateSchema>;
export type TemplateEndpoint = z.infer<typeof endpoint>;
export type TemplateEntity = z.infer<typeof entity>;
