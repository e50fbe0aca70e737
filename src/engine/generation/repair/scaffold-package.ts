import { AssayError } from '../../domain/errors.ts';
import type { RepairTarget } from './repair-rule.ts';

export interface ScaffoldPackage {
  /** Name → version. */
  dependencies: ReadonlyMap<string, string>;
  isModule: boolean;
}

/**
 * What the stack's `package.json` allows, be it that of the server or of a front end that is built.
 * @throws AssayError `bug` when it cannot be read
 */
export function readScaffoldPackage({ stack, scaffold }: RepairTarget): ScaffoldPackage {
  // It ships with Assay: this is no input, and a schema library would be most of this bundle.
  const packageFile = stack.frontEndPackage ?? 'package.json';
  try {
    const { type, dependencies } = JSON.parse(scaffold.get(packageFile) ?? '') as Record<string, unknown>;
    const versions = Object.entries(dependencies ?? {}).map(
      ([name, version]) => [name, String(version)] as const,
    );
    return { dependencies: new Map(versions), isModule: type === 'module' };
  } catch (cause) {
    throw new AssayError('bug', `The ${packageFile} of the stack ${stack.name} cannot be read.`, { cause });
  }
}

/** `express` of `express/lib/router`, `@a/b` of `@a/b/c`. */
export function packageName(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}
