import { despiteEngineLoss } from './despite-engine-loss.ts';
import type { AnalyzerHost } from './domain/analyzer-host.ts';
import type { Configuration } from './domain/configuration.ts';
import { AssayError } from './domain/errors.ts';
import type { AppRuntime } from './domain/executors.ts';
import { toolsOf, tools } from './domain/tools.ts';
import type { OwnContainers } from './container-place.ts';

/** Between the parts of one subtask; what a pipeline uses is kept anyway. */
const idleMs = 1_000;

/** Apps that are child processes, as tools in containers see them. */
export function outOfReach(asProcess: AppRuntime): AppRuntime {
  return {
    unable: async () =>
      'the setting analysis.toolboxes wants tools in containers, which reach apps in containers only',
    start: (...request) => asProcess.start(...request),
  };
}

/** Analyzer programs in the containers of this state folder. */
export function containerAnalyzerHost(
  configuration: Configuration,
  containers: Pick<OwnContainers, 'find' | 'wasHere' | 'regained'>,
): AnalyzerHost {
  return {
    async unable() {
      const found = await containers.find();
      // One that is away is waited for.
      if (!('reason' in found) || containers.wasHere) return null;
      return `the setting analysis.toolboxes wants containers, and ${found.reason}`;
    },
    start: (service, context) =>
      despiteEngineLoss(containers, context.signal, async () => {
        const found = await containers.find();
        if (!('reason' in found)) return found.analyzers.start(service, context);
        throw new AssayError('transient', `The ${service} service was not started: ${found.reason}.`);
      }),
    replicas: (service) =>
      toolsOf(service).every((tool) => tools[tool].appUse === 'none')
        ? null
        : configuration['analysis.maxWorkers'],
    besideApps: true,
    stabilizationDelayMs: configuration['containers.stabilizationDelayMs'],
    idleMs,
  };
}
