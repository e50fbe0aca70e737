import type { ToolHealth } from '../domain/analyzer-protocol.ts';
import type { Disposable } from '../domain/disposable.ts';
import type { ExecutionContext } from '../domain/executors.ts';
import type { Log } from '../domain/log.ts';
import type { Service, ToolName } from '../domain/tools.ts';
import type { AnalyzerClient } from './analyzer-client.ts';
import { waitForService } from './wait-for-service.ts';

/**
 * Installs and checks each tool of one service once, for all who ask at the same time. The result holds
 * until it is forgotten or the service ends. One that asks no longer does not stop the others' installation.
 */
export class ToolPreparation implements Disposable {
  readonly #service: Service;
  readonly #client: AnalyzerClient;
  readonly #log: Log;
  readonly #end = new AbortController();
  readonly #healths = new Map<ToolName, Promise<ToolHealth>>();
  readonly #reporters = new Set<(step: string) => void>();
  /** Installing changes folders that the checks of the next tools need: one after the other. */
  #last: Promise<unknown> = Promise.resolve();
  readonly #known = new Set<ToolName>();

  constructor(service: Service, client: AnalyzerClient, log: Log) {
    this.#service = service;
    this.#client = client;
    this.#log = log;
  }

  /** @throws AssayError `cancelled`, or `transient` when the service ended meanwhile */
  async healthOf(tools: readonly ToolName[], context: ExecutionContext): Promise<ToolHealth[]> {
    const fresh = tools.filter((tool) => !this.#healths.has(tool));
    if (fresh.length > 0) this.#prepare(fresh);
    const report = (step: string) => context.report(step);
    this.#reporters.add(report);
    try {
      const all = Promise.all(tools.map((tool) => this.#healths.get(tool)!));
      return await waitForService(this.#service, all, context.signal);
    } finally {
      this.#reporters.delete(report);
    }
  }

  /** Those who ask next are told how the tools are then; who has asked gets the answer that is on its way. */
  forget(): void {
    this.#healths.clear();
  }

  dispose(): void {
    this.#end.abort();
  }

  #prepare(tools: readonly ToolName[]): void {
    for (const tool of tools) this.#known.add(tool);
    const checked = this.#last.then(() => this.#check(tools));
    this.#last = checked.catch(() => {}); // told to those who asked for these tools
    for (const tool of tools) {
      const health = checked.then((healths) => healths.get(tool)!);
      health.catch(() => {
        if (this.#healths.get(tool) === health) this.#healths.delete(tool);
      });
      this.#healths.set(tool, health);
    }
  }

  async #check(tools: readonly ToolName[]): Promise<Map<ToolName, ToolHealth>> {
    const { signal } = this.#end;
    const report = (step: string) => {
      this.#log.info('HEALTH', null, `${this.#service}: ${step}`);
      for (const reporter of this.#reporters) reporter(step);
    };
    // All that are known, since the program is told the whole toolbox.
    const { folders, missing } = await this.#client.program.installTools([...this.#known], {
      signal,
      report,
    });
    const healths = new Map<ToolName, ToolHealth>();
    const present = tools.filter((tool) => !missing.has(tool));
    for (const [tool, reason] of missing) {
      healths.set(tool, { tool, available: false, reason, version: null });
    }
    for (const reporter of this.#reporters) reporter('checking the tools');
    const params = { service: this.#service, tools: present, toolbox: folders };
    for (const health of (await this.#client.initialize(params, signal)).tools)
      healths.set(health.tool, health);
    for (const { tool, available, reason, version } of healths.values()) {
      if (available) this.#log.debug('HEALTH', null, `${tool} ${version} is available`);
      else this.#log.warn('HEALTH', null, `${tool} is not available: ${reason}`);
    }
    return healths;
  }
}
