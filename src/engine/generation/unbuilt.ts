import { z } from 'zod';
import type { Remark } from '../domain/remarks.ts';

/** An endpoint of the template that a control model cannot build: it answers 501. */
export const unbuiltSchema = z.strictObject({
  method: z.string(),
  path: z.string(),
  /** A sentence. */
  reason: z.string(),
});

export type Unbuilt = z.infer<typeof unbuiltSchema>;

export function unbuiltRemarks(unbuilt: readonly Unbuilt[]): Remark[] {
  return unbuilt.map(({ method, path, reason }) => ({
    ...{ kind: 'unbuilt', name: 'unbuilt', path: null, line: null, count: 1 },
    detail: `${method} ${path}: ${reason}`.slice(0, 500),
  }));
}

/** An app's README with what is not built at its end. Paths of templates hold nothing that means something there. */
export function withUnbuilt(readme: string, unbuilt: readonly Unbuilt[]): string {
  const lines = unbuilt.map(({ method, path, reason }) => `- \`${method} ${path}\`: ${reason}`);
  return `${readme.trimEnd()}\n\n## Not built\n\nThese endpoints answer 501:\n\n${lines.join('\n')}\n`;
}
