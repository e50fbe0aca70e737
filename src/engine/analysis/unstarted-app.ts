import type { ToolResult } from '../domain/analysis.ts';
import type { SubtaskTask } from '../domain/executors.ts';
import { tools } from '../domain/tools.ts';
import type { ToolDeclaration, ToolName } from '../domain/tools.ts';
import { notMeasured } from './tool-results.ts';

/** Whether any of the tools wants the app to run. */
export function wantsApp(names: readonly ToolName[]): boolean {
  return names.some((tool) => tools[tool].appUse !== 'none');
}

/**
 * What is said of tools that want an app running which cannot be run here.
 * @param unable why it cannot, for people; null: it can
 * @returns by tool; empty when all may be asked
 */
export function resultsWithoutApp(
  task: Pick<SubtaskTask, 'tools'>,
  hasTemplate: boolean,
  unable: string | null,
): Map<ToolName, ToolResult> {
  const results = new Map<ToolName, ToolResult>();
  if (unable === null) return results;
  for (const tool of task.tools) {
    const { appUse, needsTemplate }: ToolDeclaration = tools[tool];
    if (appUse === 'none') continue;
    const applies = hasTemplate || !needsTemplate;
    const reason = applies ? unable : 'the app was not made from a template';
    results.set(tool, notMeasured(applies ? 'skipped' : 'not_applicable', { tool, reason, version: null }));
  }
  return results;
}
