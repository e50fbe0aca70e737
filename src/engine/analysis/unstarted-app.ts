import type { ToolResult } from '../domain/analysis.ts';
import { isExisting } from '../domain/existing-app.ts';
import type { AppRuntime, SubtaskTask } from '../domain/executors.ts';
import { tools } from '../domain/tools.ts';
import type { ToolDeclaration, ToolName } from '../domain/tools.ts';
import { notMeasured } from './tool-results.ts';

/**
 * What is said of tools that want an app running which may not be run here: an existing app is anybody's code.
 * @returns by tool; empty when all may be asked
 */
export function resultsWithoutApp(
  task: Pick<SubtaskTask, 'app' | 'tools'>,
  hasTemplate: boolean,
  runtime: AppRuntime,
): Map<ToolName, ToolResult> {
  const results = new Map<ToolName, ToolResult>();
  if (!isExisting(task.app.model) || runtime.startsExisting) return results;
  for (const tool of task.tools) {
    const { appUse, needsTemplate }: ToolDeclaration = tools[tool];
    if (appUse === 'none') continue;
    const applies = hasTemplate || !needsTemplate;
    const reason = applies
      ? 'an existing app is started in containers only, and for those Docker is needed'
      : 'the app was not made from a template';
    results.set(tool, notMeasured(applies ? 'skipped' : 'not_applicable', { tool, reason, version: null }));
  }
  return results;
}
