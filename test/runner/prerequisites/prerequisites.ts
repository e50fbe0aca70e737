import { ensureBaseImages } from './base-image.ts';
import { ensureBrowser } from './browser.ts';
import { ensureDocker } from './docker.ts';
import { ensurePodman } from './podman.ts';
import { ensurePostgres } from './postgres.ts';
import { ensureVscodeServer } from './vscode-server.ts';
import type { Availability } from './prerequisite.ts';

const ensure = {
  'base images': ensureBaseImages,
  browser: ensureBrowser,
  docker: ensureDocker,
  podman: ensurePodman,
  postgres: ensurePostgres,
  vscode: ensureVscodeServer,
};

export type Prerequisite = keyof typeof ensure;

/** Gets what suites need, each thing once. */
export class Prerequisites {
  readonly #known = new Map<Prerequisite, Promise<Availability>>();

  /** @returns why they cannot be had, one sentence each; empty when all are there */
  async missing(needs: readonly Prerequisite[]): Promise<string[]> {
    const reasons: string[] = [];
    for (const need of needs) {
      const known = this.#known.get(need) ?? ensure[need]();
      this.#known.set(need, known);
      const availability = await known;
      if (!availability.available) reasons.push(availability.reason);
    }
    return reasons;
  }
}
