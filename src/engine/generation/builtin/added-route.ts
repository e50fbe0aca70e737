import type { Edit } from './defect-kind.ts';

/** Adds a route before the end of `routes.js`, and what it imports. */
export function addRoute(code: string, imports: string[] = []): Edit[] {
  const first = "import express from 'express';\n";
  const file = 'src/routes.js';
  const edits: Edit[] = [{ file, find: '\n  return router;\n', replace: `\n${code}\n  return router;\n` }];
  if (imports.length > 0) edits.push({ file, find: first, replace: `${first}${imports.join('\n')}\n` });
  return edits;
}
