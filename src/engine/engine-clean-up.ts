import type { Executors } from './assemble-executors.ts';
import type { CleanUpItem, CleanUpOutcome } from './domain/clean-up.ts';
import { EngineQueries } from './engine-queries.ts';

/** Of the engine: what it has left in the container engine, and its removal. */
export abstract class EngineCleanUp extends EngineQueries {
  protected abstract readonly executors: Executors;

  async cleanUpOffer(): Promise<CleanUpItem[]> {
    return (await this.executors.containers.cleaning()).offer();
  }

  async cleanUp(chosen: string[]): Promise<CleanUpOutcome> {
    return (await this.executors.containers.cleaning()).cleanUp(chosen);
  }
}
