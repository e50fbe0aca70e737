import { formatAppRef } from '../../domain/app-ref.ts';
import { noTemplate } from '../../domain/existing-app.ts';
import type { PipelineDefinition } from '../../domain/pipeline-file.ts';
import type {
  StatusAttempt,
  StatusDocument,
  StatusJobAttempt,
  StatusPipeline,
} from '../../domain/status-document.ts';
import { summarizeRemarks } from '../../domain/remarks.ts';
import type { RemarkRecord } from '../../domain/remarks.ts';
import { isRetried } from '../../domain/retry-policy.ts';
import type { ToolName } from '../../domain/tools.ts';
import type { Waiting } from '../../domain/waiting.ts';
import type { AttemptRow, PipelineRow } from '../schema.ts';
import type { Reader } from '../store.ts';
import { errorRecord } from './apps.ts';
import { readConfiguration } from './configurations.ts';
import { pipelineRecord } from './pipelines.ts';
import { listRemarks } from './remarks.ts';
import { countsOf } from './subtasks.ts';
import { usageBy } from './usage.ts';
import { unexplained } from './waiting.ts';
import type { ExplainWait } from './waiting.ts';

const iso = (time: number): string => new Date(time).toISOString();

/** Everything of one pipeline, or of all, as `status --json` prints it. */
export async function readStatus(
  db: Reader,
  pipelineId: number | null,
  explain: ExplainWait = unexplained,
): Promise<Pick<StatusDocument, 'pipelines'>> {
  let query = db.selectFrom('pipelines').selectAll().orderBy('id', 'desc');
  if (pipelineId !== null) query = query.where('id', '=', pipelineId);
  const pipelines: StatusPipeline[] = [];
  for (const row of await query.execute()) pipelines.push(await statusPipeline(db, row, explain));
  return { pipelines };
}

async function statusPipeline(db: Reader, row: PipelineRow, explain: ExplainWait): Promise<StatusPipeline> {
  const record = pipelineRecord(row);
  return {
    id: row.id,
    name: row.name,
    file: row.file,
    status: row.status,
    stages: (JSON.parse(row.definition) as PipelineDefinition).stages,
    startedAt: row.started_at === null ? null : iso(row.started_at),
    finishedAt: row.finished_at === null ? null : iso(row.finished_at),
    cost: record.usage?.costUsd ?? null,
    usage: record.usage,
    budget: record.budget,
    generation: { ...record.generation, jobs: await statusJobs(db, row.id, explain) },
    analysis: {
      total: record.analysis.total,
      completed: record.analysis.completed,
      failed: record.analysis.failed,
      ...(await statusAnalysis(db, row)),
    },
  };
}

type StatusJobs = StatusPipeline['generation']['jobs'];

async function statusJobs(db: Reader, pipelineId: number, explain: ExplainWait): Promise<StatusJobs> {
  const jobs = await db
    .selectFrom('jobs')
    .leftJoin('apps', 'apps.id', 'jobs.app_id')
    .selectAll('jobs')
    .select('apps.number')
    .where('pipeline_id', '=', pipelineId)
    .orderBy('ordinal')
    .execute();
  const attempts = await db
    .selectFrom('attempts')
    .innerJoin('jobs', 'jobs.id', 'attempts.job_id')
    .selectAll('attempts')
    .where('jobs.pipeline_id', '=', pipelineId)
    .orderBy('attempts.id')
    .execute();
  const byJob = Map.groupBy(attempts, (attempt) => attempt.job_id);
  const usageOfJob = await usageBy(db, 'job_id', { pipeline_id: [pipelineId] });
  const remarks = Map.groupBy(await listRemarks(db, { pipelineId }), (remark) => remark.attemptId);
  const usageOf = await usageBy(db, 'attempt_id', { pipeline_id: [pipelineId] });
  return jobs.map((job) => ({
    model: job.model,
    template: job.template === noTemplate ? null : job.template,
    replicate: job.replicate,
    status: job.status,
    waiting: statusWaiting(explain(job)),
    app: job.number === null ? null : formatAppRef({ model: job.model, number: job.number }),
    usage: usageOfJob.get(job.id) ?? null,
    attempts: (byJob.get(job.id) ?? []).map((attempt) => ({
      ...statusAttempt(attempt),
      ...statusRepair(attempt, remarks.get(attempt.id) ?? []),
      usage: usageOf.get(attempt.id) ?? null,
    })),
    error: errorRecord(job),
  }));
}

function statusWaiting(waiting: Waiting | null): StatusJobs[number]['waiting'] {
  return waiting && { ...waiting, until: waiting.until === null ? null : iso(waiting.until) };
}

function statusAttempt(row: AttemptRow): StatusAttempt {
  return {
    number: row.number,
    status: row.status,
    startedAt: iso(row.started_at),
    finishedAt: row.finished_at === null ? null : iso(row.finished_at),
    error: errorRecord(row),
  };
}

function statusRepair(
  { status }: AttemptRow,
  remarks: readonly RemarkRecord[],
): Pick<StatusJobAttempt, 'repair' | 'fixes' | 'unbuilt'> {
  const fixes = remarks.filter(({ kind }) => kind === 'fix');
  return {
    repair: status === 'succeeded' ? summarizeRemarks(remarks) : null,
    fixes: fixes.map(({ name: rule, path: file, count, detail }) => ({ rule, path: file!, count, detail })),
    unbuilt: remarks.filter(({ kind }) => kind === 'unbuilt').map(({ detail }) => detail),
  };
}

type Analysis = StatusPipeline['analysis'];

async function statusAnalysis(
  db: Reader,
  { id: pipelineId, configuration_id: configurationId }: PipelineRow,
): Promise<Omit<Analysis, 'total' | 'completed' | 'failed'>> {
  const tasks = await db
    .selectFrom('main_tasks')
    .innerJoin('revisions', 'revisions.id', 'main_tasks.revision_id')
    .innerJoin('apps', 'apps.id', 'revisions.app_id')
    .select(['main_tasks.id', 'main_tasks.status', 'apps.model', 'apps.number'])
    .where('main_tasks.pipeline_id', '=', pipelineId)
    .orderBy('main_tasks.id')
    .execute();
  const subtasks = await db
    .selectFrom('subtasks')
    .selectAll()
    .where('pipeline_id', '=', pipelineId)
    .orderBy('id')
    .execute();
  const attempts = await db
    .selectFrom('attempts')
    .innerJoin('subtasks', 'subtasks.id', 'attempts.subtask_id')
    .selectAll('attempts')
    .where('subtasks.pipeline_id', '=', pipelineId)
    .orderBy('attempts.id')
    .execute();
  const runs = await db
    .selectFrom('tool_runs')
    .innerJoin('subtasks', 'subtasks.result_attempt_id', 'tool_runs.attempt_id')
    .selectAll('tool_runs')
    .where('subtasks.pipeline_id', '=', pipelineId)
    .execute();
  const unsubmitted = await db
    .selectFrom('jobs')
    .innerJoin('apps', 'apps.id', 'jobs.app_id')
    .select(['apps.model', 'apps.number'])
    .where('jobs.pipeline_id', '=', pipelineId)
    .where('jobs.submission_failures', '>', 0)
    .where('jobs.submission', 'in', ['due', 'given_up'])
    .orderBy('jobs.ordinal')
    .execute();
  const attemptsOf = Map.groupBy(attempts, (attempt) => attempt.subtask_id);
  const subtasksOf = Map.groupBy(subtasks, (subtask) => subtask.main_task_id);
  const runsOf = Map.groupBy(runs, (run) => run.subtask_id);
  const { 'retry.policies': policies } = await readConfiguration(db, configurationId);
  const retryable = new Set(unsubmitted.map(formatAppRef));

  const mainTasks: Analysis['mainTasks'] = tasks.map((task) => ({
    id: task.id,
    app: formatAppRef(task),
    status: task.status,
    subtasks: (subtasksOf.get(task.id) ?? []).map((subtask) => {
      const failed = subtask.status === 'failed' && subtask.error_class !== null;
      if (failed && isRetried(policies, subtask.error_class!)) retryable.add(formatAppRef(task));
      return {
        id: subtask.id,
        service: subtask.service,
        status: subtask.status,
        attempts: (attemptsOf.get(subtask.id) ?? []).map(statusAttempt),
        tools: (JSON.parse(subtask.tools) as ToolName[]).map((name) => {
          const run = runsOf.get(subtask.id)?.find((candidate) => candidate.tool === name);
          return {
            name,
            status: run?.status ?? null,
            reason: run?.reason ?? null,
            findings: run ? countsOf(run) : null,
          };
        }),
      };
    }),
  }));
  return {
    mainTaskIds: tasks.map((task) => task.id),
    subtaskIds: subtasks.map((subtask) => subtask.id),
    submittedApps: tasks.map(formatAppRef),
    retryableApps: [...retryable],
    mainTasks,
  };
}
