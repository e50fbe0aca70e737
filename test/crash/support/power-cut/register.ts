/** `node --import register.ts`: gives the engine the simulated file system, and nobody else. */
import { registerHooks } from 'node:module';

const replacements: Readonly<Record<string, string>> = {
  'node:fs': './file-system-calls.ts',
  'node:fs/promises': './file-system.ts',
  'node:worker_threads': './snapshot-thread.ts',
};

registerHooks({
  resolve(specifier, context, nextResolve) {
    const replacement = replacements[specifier];
    if (replacement === undefined || !context.parentURL?.includes('/src/engine/')) {
      return nextResolve(specifier, context);
    }
    return nextResolve(new URL(replacement, import.meta.url).href, context);
  },
});
