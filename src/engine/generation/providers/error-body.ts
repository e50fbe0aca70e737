import { z } from 'zod';

/** What providers say of an error, whichever shape it has: all fields are optional, and none is trusted. */
export interface ErrorBody {
  /** null: it says nothing that can be read. */
  message: string | null;
  /** Lower case: types and codes, as in `rate_limit_error`, `model_not_found`, `402`. */
  codes: readonly string[];
  /** An HTTP status in the body. */
  status: number | null;
  /** OpenRouter repeats the headers of who refused. */
  headers: Readonly<Record<string, string>>;
  /** OpenRouter: the moderation's reasons. */
  flagged: boolean;
}

const code = z.union([z.string(), z.number()]).nullish().catch(null);
const errorObject = z.object({
  message: z.string().nullish().catch(null),
  type: code,
  code,
  status: code,
  metadata: z
    .object({
      headers: z.record(z.string(), z.coerce.string()).nullish().catch(null),
      reasons: z.array(z.unknown()).nullish().catch(null),
      raw: z.unknown(),
    })
    .partial()
    .nullish()
    .catch(null),
});
const body = z.union([
  z.object({ error: errorObject }).transform(({ error }) => error),
  z.object({ error: z.string() }).transform(({ error }) => errorObject.parse({ message: error })),
  errorObject,
]);

/** @param value a parsed body, the error in it, or a message */
export function readErrorBody(value: unknown): ErrorBody {
  const shape = typeof value === 'string' ? { message: value } : value;
  const parsed = body.safeParse(shape);
  const none: ErrorBody = { message: null, codes: [], status: null, headers: {}, flagged: false };
  if (!parsed.success) return none;
  const { message, type, code: own, status, metadata } = parsed.data;
  const said = [type, own, status].flatMap((entry) => entry ?? []);
  const http = said.map(Number).find((entry) => entry >= 400 && entry < 600);
  const raw = typeof metadata?.raw === 'string' && metadata.raw !== '' ? `: ${metadata.raw}` : '';
  return {
    message: message ? `${message}${raw}` : null,
    codes: said.map((entry) => String(entry).toLowerCase()),
    status: http ?? null,
    headers: Object.fromEntries(
      Object.entries(metadata?.headers ?? {}).map(([name, text]) => [name.toLowerCase(), text]),
    ),
    flagged: (metadata?.reasons?.length ?? 0) > 0,
  };
}
