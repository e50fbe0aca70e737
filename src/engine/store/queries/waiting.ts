import { meets } from '../../domain/capabilities.ts';
import type { Capabilities } from '../../domain/capabilities.ts';
import { jobProviders } from '../../domain/job-providers.ts';
import type { PipelineDefinition } from '../../domain/pipeline-file.ts';
import type { PipelineRecord } from '../../domain/records.ts';
import { isTerminal } from '../../domain/status.ts';
import { whyWaiting } from '../../domain/waiting.ts';
import type { PendingJob, Waiting } from '../../domain/waiting.ts';
import type { Reader } from '../store.ts';
import { readProviderLimits } from './provider-limits.ts';

/** Says of a job why it waits. */
export type ExplainWait = (job: PendingJob) => Waiting | null;

/** Where nobody asks. */
export const unexplained: ExplainWait = () => null;

/** @param capabilities of the process that would run the jobs */
export async function waitsHere(db: Reader, capabilities: Capabilities, now: number): Promise<ExplainWait> {
  const limits = await readProviderLimits(db);
  return (job) => whyWaiting(job, capabilities, limits, now);
}

/** A pipeline that only waits for what this process cannot do says so. */
export async function withWaitingMessage(
  db: Reader,
  record: PipelineRecord,
  capabilities: Capabilities,
): Promise<PipelineRecord> {
  const { generation, analysis } = record;
  const idle = generation.running === 0 && analysis.running === 0 && generation.pending > 0;
  if (isTerminal(record.status) || record.status === 'paused' || !idle) return record;
  const { definition } = await db
    .selectFrom('pipelines')
    .select('definition')
    .where('id', '=', record.id)
    .executeTakeFirstOrThrow();
  let message: string | null = null;
  for (const provider of jobProviders(JSON.parse(definition) as PipelineDefinition)) {
    const pending = await db
      .selectFrom('jobs')
      .select('id')
      .where('pipeline_id', '=', record.id)
      .where('status', '=', 'pending')
      .where('provider', '=', provider)
      .limit(1)
      .executeTakeFirst();
    if (!pending) continue;
    const met = meets({ provider }, capabilities);
    if (met.ok) return record;
    message ??= met.reason;
  }
  return { ...record, message: message ?? record.message };
}
