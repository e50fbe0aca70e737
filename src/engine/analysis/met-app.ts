import type { AnalyzerProgram } from '../domain/analyzer-host.ts';
import type { AppInstance } from '../domain/executors.ts';

/** Lets a program call an app while `work` lasts; null: there is none to be called. */
export async function withApp<T>(
  program: AnalyzerProgram,
  app: AppInstance | null,
  work: (baseUrl: string | null) => Promise<T>,
): Promise<T> {
  if (!app) return work(null);
  const met = await program.meet(app);
  try {
    return await work(met.baseUrl);
  } finally {
    await met.leave();
  }
}
