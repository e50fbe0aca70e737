import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { InputError } from '../domain/errors.ts';
import { readJsonDocument, schemaProblems } from '../domain/json-document.ts';

/**
 * Reads a JSON file (RFC 8259: no comments) that must be what the schema says.
 * @throws InputError with every problem at its line and column
 */
export async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw InputError.of(file, `cannot be read: ${(error as Error).message}`);
  }
  const document = readJsonDocument(file, text);
  const parsed = schema.safeParse(document.value);
  if (parsed.success) return parsed.data;
  throw schemaProblems(document, [], parsed.error);
}
