import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { InstalledStack } from '../catalog/catalog.ts';
import { AssayError } from '../domain/errors.ts';
import type { Template, TemplateEndpoint, TemplateEntity } from '../domain/template.ts';

export interface Prompts {
  system: string;
  user: string;
}

/**
 * The prompts of a stack (`prompts/system.md`, `prompts/user.md`) filled in for a template.
 * @param scaffold relative path → content of the stack's own files
 */
export async function renderPrompts(
  template: Template,
  stack: InstalledStack,
  scaffold: ReadonlyMap<string, Buffer>,
): Promise<Prompts> {
  const values: Record<string, string> = {
    stackDescription: stack.description,
    scaffold: shownScaffold(stack, scaffold),
    writable: stack.writable.map((glob) => `\`${glob}\``).join(', '),
    name: template.name,
    description: template.description,
    backendRequirements: bullets(template.backend_requirements),
    frontendRequirements: bullets(template.frontend_requirements),
    adminRequirements: bullets(template.admin_requirements),
    endpoints: [...template.api_endpoints, ...template.admin_api_endpoints].map(endpointText).join('\n\n'),
    dataModel: [template.data_model, ...(template.data_model.related ?? [])].map(entityText).join('\n\n'),
  };
  const [system, user] = await Promise.all(
    ['system.md', 'user.md'].map(async (name) => {
      const file = path.join(stack.dir, 'prompts', name);
      return fill(await readPrompt(file), values, file);
    }),
  );
  return { system: system!, user: user! };
}

/** Replaces each `{{name}}`; what is filled in is not looked at again. */
function fill(text: string, values: Readonly<Record<string, string>>, file: string): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    if (Object.hasOwn(values, name)) return values[name]!;
    throw new AssayError('bug', `${file} has the placeholder {{${name}}}, which stands for nothing.`);
  });
}

async function readPrompt(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new AssayError('bug', `The prompt ${file} cannot be read.`, { cause });
  });
}

/** The files that a model has to fit in with: small ones, and not those it replaces. */
function shownScaffold(stack: InstalledStack, scaffold: ReadonlyMap<string, Buffer>): string {
  const blocks: string[] = [];
  for (const [name, content] of scaffold) {
    const isReplaced = stack.writable.some((glob) => path.posix.matchesGlob(name, glob));
    if (isReplaced || content.length > 4_000 || !/\.(js|json|py|html)$/.test(name)) continue;
    const language = name.split('.').at(-1)!;
    blocks.push(`\`${name}\`\n\n\`\`\`${language}\n${content.toString('utf8').trimEnd()}\n\`\`\``);
  }
  return blocks.join('\n\n');
}

function bullets(lines: readonly string[]): string {
  return lines.length > 0 ? lines.map((line) => `- ${line}`).join('\n') : '- none';
}

function endpointText({ method, path: route, description, request, response }: TemplateEndpoint): string {
  const example = (label: string, value: unknown) =>
    `${label}: ${value === null ? 'none' : `\`${JSON.stringify(value)}\``}`;
  return [
    `### ${method} ${route}`,
    description,
    example('Request', request),
    example('Response', response),
  ].join('\n');
}

function entityText({ name, fields }: TemplateEntity): string {
  return [
    `### ${name}`,
    ...Object.entries(fields).map(([field, phrase]) => `- \`${field}\`: ${phrase}`),
  ].join('\n');
}
