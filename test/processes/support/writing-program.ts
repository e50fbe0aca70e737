/**
 * `node writing-program.ts STATE_DIR`: owns the folder and writes one number after the other, many of them queued, each
 * printed once it is told that it is durable. Ends with status 3, and says why, when a write is refused.
 */
import { openStore } from '../../support/open-store.ts';
import { addApp } from '../../support/store-bench.ts';

const queued = 16;

const store = await openStore(process.argv[2]!);
let number = 0;
let refusal: unknown = null;
async function writeOn(): Promise<void> {
  while (refusal === null) {
    const next = ++number;
    try {
      await addApp(store, next);
      process.stdout.write(`${next}\n`);
    } catch (error) {
      refusal = error;
    }
  }
}
await Promise.all(Array.from({ length: queued }, writeOn));
process.stderr.write(`${(refusal as Error).message}\n`);
await store.close();
process.exitCode = 3;
