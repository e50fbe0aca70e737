import path from 'node:path';
import type { Fix } from '../../../../src/engine/domain/repair.ts';
import { checkFiles } from '../../../../src/engine/generation/repair/check-files.ts';
import { repairFiles } from '../../../../src/engine/generation/repair/repair-files.ts';
import { formatAppProblem } from '../../../../src/engine/generation/repair/repair-request.ts';
import type { RepairTarget } from '../../../../src/engine/generation/repair/repair-rule.ts';
import { nodeExpress, readTexts } from '../answers/control-answers.ts';

/** What the stack `node-express` takes. */
export async function nodeExpressTarget(): Promise<RepairTarget> {
  const stack = await nodeExpress();
  return { stack, scaffold: await readTexts(path.join(stack.dir, 'scaffold')) };
}

type Files = Record<string, string>;

export function repaired(files: Files, target: RepairTarget): { files: Files; fixes: Fix[] } {
  const result = repairFiles(new Map(Object.entries(files)), target, { mode: 'deterministic' });
  return { files: Object.fromEntries(result.files), fixes: result.fixes };
}

/** As `kind file:line: message`. */
export function checked(files: Files, { stack, scaffold }: RepairTarget): string[] {
  const problems = checkFiles(new Map(Object.entries(files)), scaffold, stack);
  return problems.map((problem) => `${problem.kind} ${formatAppProblem(problem)}`);
}
