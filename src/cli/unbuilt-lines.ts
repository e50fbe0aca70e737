import pc from 'picocolors';
import type { AppRecord } from '../engine/domain/records.ts';
import type { Engine } from '../engine/engine-api.ts';

/** What control models could not build of their templates, one line each. */
export async function unbuiltLines(
  engine: Pick<Engine, 'remarks'>,
  apps: readonly Pick<AppRecord, 'app' | 'model' | 'template' | 'jobId' | 'repair'>[],
): Promise<string[]> {
  const lines: string[] = [];
  for (const { app, model, template, jobId, repair } of apps) {
    if (!repair?.counts.unbuilt) continue;
    const remarks = await engine.remarks(jobId);
    // The app is that of the last attempt that became one.
    const last = Math.max(...remarks.map(({ attemptId }) => attemptId));
    for (const { kind, attemptId, detail } of remarks) {
      if (kind !== 'unbuilt' || attemptId !== last) continue;
      lines.push(`${pc.yellow('!')} ${app ?? model} ${template}, not built: ${detail}`);
    }
  }
  return lines.length > 0 ? ['', ...lines] : [];
}
