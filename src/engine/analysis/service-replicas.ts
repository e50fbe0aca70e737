import PQueue from 'p-queue';
import type { AnalyzerHost } from '../domain/analyzer-host.ts';
import type { Log } from '../domain/log.ts';
import type { Service } from '../domain/tools.ts';
import { AnalyzerService } from './analyzer-service.ts';

/** The programs of one service: one that all share, or one for each subtask at work. */
export class ServiceReplicas {
  readonly #make: () => AnalyzerService;
  readonly #all: AnalyzerService[] = [];
  readonly #free: AnalyzerService[] = [];
  readonly #places: PQueue | null;
  #isKept = false;

  constructor(host: AnalyzerHost, service: Service, log: Log) {
    this.#make = () => new AnalyzerService(host, service, log);
    const count = host.replicas(service);
    this.#places = count === null ? null : new PQueue({ concurrency: count });
  }

  /** Lets `work` have a program, to itself where they are not shared. */
  async use<T>(work: (service: AnalyzerService) => Promise<T>): Promise<T> {
    if (!this.#places) return work(this.#all[0] ?? this.#another());
    return this.#places.add(async () => {
      // The one that was used last runs already, and knows its tools.
      const service = this.#free.pop() ?? this.#another();
      try {
        return await work(service);
      } finally {
        this.#free.push(service);
      }
    });
  }

  forgetHealth(): void {
    for (const service of this.#all) service.forgetHealth();
  }

  /** Whether they are to stay while nobody uses them. */
  keep(isKept: boolean): void {
    this.#isKept = isKept;
    for (const service of this.#all) service.keep(isKept);
  }

  /** Ends all of them. Never rejects. */
  async close(): Promise<void> {
    await Promise.all(this.#all.map((service) => service.close()));
  }

  #another(): AnalyzerService {
    const service = this.#make();
    service.keep(this.#isKept);
    this.#all.push(service);
    return service;
  }
}
