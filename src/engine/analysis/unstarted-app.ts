import type { ToolResult } from '../domain/analysis.ts';
import { isExisting } from '../domain/existing-app.ts';
import type { AppRuntime, SubtaskTask } from '../domain/executors.ts';
import { tools } from '../domain/tools.ts';
import type { ToolDeclaration, ToolName } from '../domain/tools.ts';
import { notMeasured } from './tool-results.ts';

/**
 * What is said of tools that want an app running which cannot be started: an existing app is anybody's code, of any stack.
 * @param knows the template and the stack that it has
 * @returns by tool; empty when all may be asked
 */
export function resultsWithoutApp(
  task: Pick<SubtaskTask, 'app' | 'tools'>,
  knows: { template: boolean; stack: boolean },
  runtime: AppRuntime,
): Map<ToolName, ToolResult> {
  const results = new Map<ToolName, ToolResult>();
  const obstacle = isExisting(task.app.model) ? obstacleOf(knows.stack, runtime) : null;
  if (obstacle === null) return results;
  for (const tool of task.tools) {
    const { appUse, needsTemplate }: ToolDeclaration = tools[tool];
    if (appUse === 'none') continue;
    const applies = knows.template || !needsTemplate;
    const reason = applies ? obstacle : 'the app was not made from a template';
    results.set(tool, notMeasured(applies ? 'skipped' : 'not_applicable', { tool, reason, version: null }));
  }
  return results;
}

function obstacleOf(knowsStack: boolean, { startsExisting }: AppRuntime): string | null {
  if (!startsExisting) return 'an existing app is started in containers only, and for those Docker is needed';
  return knowsStack
    ? null
    : 'its stack was not recognised, so how it is started is not known; name its "stack"';
}
