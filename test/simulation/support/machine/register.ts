/**
 * `node --import register.ts`: gives the engine a file system, local sockets and a SQLite that answer at once, and nobody
 * else. What the engine does between two macrotasks then depends on nothing but what it is asked, and can be repeated.
 */
import { registerHooks } from 'node:module';

const replacements: Readonly<Record<string, string>> = {
  'node:fs': 'quick-files.ts',
  'node:fs/promises': 'quick-files.ts',
  'node:net': 'quick-sockets.ts',
  'sql.js': 'quick-sql.ts',
};
const scheme = 'quick:';

registerHooks({
  resolve(specifier, context, nextResolve) {
    const asks = context.parentURL ?? '';
    // The clients of other processes are none of ours; sockets are replaced where owners listen only.
    const part = specifier === 'node:net' ? '/src/engine/store/' : '/src/engine/';
    if (!Object.hasOwn(replacements, specifier) || !asks.includes(part)) {
      return nextResolve(specifier, context);
    }
    return { url: scheme + specifier, format: 'module', shortCircuit: true };
  },
  load(url, context, nextLoad) {
    if (!url.startsWith(scheme)) return nextLoad(url, context);
    const specifier = url.slice(scheme.length);
    const replacement = new URL(replacements[specifier]!, import.meta.url).href;
    // All names of the real module, so that the engine may use any of them.
    const names = Object.keys(process.getBuiltinModule(specifier) ?? {}).filter((name) => name !== 'default');
    const source = `
      import { replace } from ${JSON.stringify(replacement)};
      const replaced = replace(${JSON.stringify(specifier)});
      export const { ${names.join(', ')} } = replaced;
      export default replaced;`;
    return { format: 'module', source, shortCircuit: true };
  },
});
