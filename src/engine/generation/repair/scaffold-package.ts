import { z } from 'zod';
import { AssayError } from '../../domain/errors.ts';
import type { RepairTarget } from './repair-rule.ts';

const packageSchema = z.object({
  type: z.enum(['module', 'commonjs']).default('commonjs'),
  dependencies: z.record(z.string(), z.string()).default({}),
});

export interface ScaffoldPackage {
  /** Name → version. */
  dependencies: ReadonlyMap<string, string>;
  isModule: boolean;
}

/**
 * What the stack's `package.json` allows.
 * @throws AssayError `bug` when it cannot be read
 */
export function readScaffoldPackage({ stack, scaffold }: RepairTarget): ScaffoldPackage {
  const text = scaffold.get('package.json');
  try {
    const { type, dependencies } = packageSchema.parse(JSON.parse(text ?? 'null'));
    return { dependencies: new Map(Object.entries(dependencies)), isModule: type === 'module' };
  } catch (cause) {
    throw new AssayError('bug', `The package.json of the stack ${stack.name} cannot be read.`, { cause });
  }
}

/** `express` of `express/lib/router`, `@a/b` of `@a/b/c`. */
export function packageName(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}
