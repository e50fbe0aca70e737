import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs with a folder of its own on the disk that is measured, and removes it afterwards, also when it is stopped. */
export async function withScratch<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'assay-bench-'));
  const stop = (signal: NodeJS.Signals): void => {
    // Servers and measuring processes end with this one, and may write until then.
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
    process.removeListener(signal, stop);
    process.kill(process.pid, signal);
  };
  for (const signal of signals) process.on(signal, stop);
  try {
    return await run(folder);
  } finally {
    for (const signal of signals) process.removeListener(signal, stop);
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}
