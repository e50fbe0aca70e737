import type { Reader } from '../store.ts';

/** How many jobs of a pipeline are still to be done, by what they make. */
export async function listOpenJobs(
  db: Reader,
  pipelineId: number,
): Promise<{ model: string; template: string; stack: string; count: number }[]> {
  const rows = await db
    .selectFrom('jobs')
    .select(({ fn }) => ['model', 'template', 'stack', fn.countAll<number>().as('count')])
    .where('pipeline_id', '=', pipelineId)
    .where('status', 'in', ['pending', 'running'])
    .groupBy(['model', 'template', 'stack'])
    .orderBy('model')
    .orderBy('template')
    .execute();
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}
