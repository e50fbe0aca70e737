import { parseTree } from 'jsonc-parser';
import { z } from 'zod';
import { InputError } from '../domain/errors.ts';
import type { InputProblem } from '../domain/errors.ts';
import { schemaProblems } from '../domain/json-document.ts';
import type { JsonDocument } from '../domain/json-document.ts';
import { nodeAt, placeOf } from '../domain/json-place.ts';
import { templateFileSchema } from '../domain/template.ts';
import type { Template } from '../domain/template.ts';
import { lossyJson } from './lossy-json.ts';
import { templateErrors, templateWarnings } from './template-rules.ts';
import type { TemplateRemark } from './template-rules.ts';

export interface ReadTemplate {
  template: Template;
  /** What will be made of it where it does not say. */
  warnings: InputProblem[];
}

/**
 * Reads a template from outside; what is optional and left out is filled in.
 * @throws InputError with everything that is wrong with it, at line and column
 */
export function readTemplate(document: JsonDocument): ReadTemplate {
  const lost = lossyJson(document);
  if (lost.length > 0) throw new InputError(lost);
  const parsed = templateFileSchema.safeParse(document.value);
  if (!parsed.success) {
    throw schemaProblems(document, [], new z.ZodError(parsed.error.issues.flatMap(clearer)));
  }
  delete parsed.data.$schema;
  const template: Template = parsed.data;
  const errors = templateErrors(template);
  if (errors.length > 0) throw new InputError(placed(document, errors));
  return { template, warnings: placed(document, templateWarnings(template)) };
}

/** A template as it is kept: equal ones are the same text. The order of fields and of examples is part of what it says. */
export function templateText(template: Template): string {
  return `${JSON.stringify(template, null, 2)}\n`;
}

/** A problem with the value there. */
export function problemAt(document: JsonDocument, path: PropertyKey[], message: string): InputProblem {
  return placed(document, [{ path, message }])[0]!;
}

function placed({ file, text }: JsonDocument, remarks: readonly TemplateRemark[]): InputProblem[] {
  if (remarks.length === 0) return [];
  const tree = parseTree(text, [], { disallowComments: true });
  return remarks.map(({ path, message }) => {
    const offset = (tree && nodeAt(tree, path)?.offset) ?? 0;
    return { file, ...placeOf(text, offset), message };
  });
}

/** Unknown fields each at their place, and missing ones called so. */
function clearer(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      ...{ code: 'custom', input: undefined, path: [...issue.path, key] },
      message: 'no such field is known in a template',
    }));
  }
  const missing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
  return [missing ? { ...issue, message: 'is missing' } : issue];
}
