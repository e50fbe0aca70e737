import type { Service } from '../domain/tools.ts';

/** Which pipelines use which service: those that have asked for it, as long as they run. */
export class ServiceUsers {
  readonly #users = new Map<Service, Set<number>>();

  /** @returns whether it is new */
  add(service: Service, pipelineId: number): boolean {
    const users = this.#users.get(service) ?? new Set();
    if (users.has(pipelineId)) return false;
    this.#users.set(service, users.add(pipelineId));
    return true;
  }

  /** All others have ended, or were paused. */
  retain(pipelineIds: ReadonlySet<number>): void {
    for (const users of this.#users.values()) {
      for (const id of users) if (!pipelineIds.has(id)) users.delete(id);
    }
  }

  any(service: Service): boolean {
    return (this.#users.get(service)?.size ?? 0) > 0;
  }
}
