/** The process of one open store: what it takes of memory. */
import { openStore } from '../../test/support/open-store.ts';
import { serve } from '../support/child.ts';

/** Bytes. */
export interface Memory {
  resident: number;
  /** JavaScript's own. */
  heap: number;
  /** Of the database and all else outside of JavaScript. */
  outside: number;
  openMs: number;
}

const methods = {
  async measure(stateDir: string): Promise<Memory> {
    const startedAt = performance.now();
    await openStore(stateDir);
    const openMs = performance.now() - startedAt;
    if (!globalThis.gc) throw new Error('Node.js was started without --expose-gc.');
    globalThis.gc();
    const { rss, heapUsed, external } = process.memoryUsage();
    return { resident: rss, heap: heapUsed, outside: external, openMs };
  },
};
export type MemoryMethods = typeof methods;

serve(methods);
