import { summarizeRemarks } from '../../domain/remarks.ts';
import type { RemarkRecord, RepairSummary } from '../../domain/remarks.ts';
import type { Reader } from '../store.ts';

/** Of all attempts that became apps, in the order in which they did. */
export async function listRemarks(
  db: Reader,
  of: { jobId: number } | { pipelineId: number },
): Promise<RemarkRecord[]> {
  const rows = await db
    .selectFrom('remarks')
    .innerJoin('attempts', 'attempts.id', 'remarks.attempt_id')
    .innerJoin('jobs', 'jobs.id', 'attempts.job_id')
    .selectAll('remarks')
    .where('jobId' in of ? 'jobs.id' : 'jobs.pipeline_id', '=', 'jobId' in of ? of.jobId : of.pipelineId)
    .orderBy('remarks.id')
    .execute();
  return rows.map(({ attempt_id: attemptId, kind, name, path, line, count, detail }) => ({
    ...{ attemptId, kind, name, path, line, count, detail },
  }));
}

/** By the attempts, each of which became an app: one without remarks is clean. */
export async function repairSummaries(
  db: Reader,
  attemptIds: readonly number[],
): Promise<Map<number, RepairSummary>> {
  if (attemptIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('remarks')
    .select(['attempt_id', 'kind'])
    .select((eb) => eb.fn.sum<number>('count').as('places'))
    .where('attempt_id', 'in', [...attemptIds])
    .groupBy(['attempt_id', 'kind'])
    .orderBy('attempt_id')
    .execute();
  const byAttempt = Map.groupBy(rows, (row) => row.attempt_id);
  return new Map(
    attemptIds.map((id) => {
      const ofApp = (byAttempt.get(id) ?? []).map(({ kind, places }) => ({ kind, count: Number(places) }));
      return [id, summarizeRemarks(ofApp)];
    }),
  );
}
