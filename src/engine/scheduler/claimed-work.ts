import { formatAppRef } from '../domain/app-ref.ts';
import { isLocalProvider } from '../domain/capabilities.ts';
import { isExisting } from '../domain/existing-app.ts';
import type { Activity } from '../domain/records.ts';
import type { ClaimedJob } from '../store/transitions/claim-jobs.ts';
import type { ClaimedSubtask } from '../store/transitions/claim-subtasks.ts';
import type { Demands } from './running-work.ts';

interface ClaimedWork {
  activity: Activity;
  demands: Demands;
}

/** How a claimed job is shown, and what it asks of the machine. */
export function jobWork({ job, app }: ClaimedJob, now: number): ClaimedWork {
  return {
    activity: {
      kind: 'job',
      id: job.id,
      pipelineId: job.pipeline_id,
      jobId: job.id,
      app: formatAppRef(app),
      part: job.template,
      step: isExisting(job.model) ? 'copying' : 'generating',
      startedAt: now,
      outputTokens: null,
      tokensEstimated: false,
    },
    demands: { local: isLocalProvider(job.provider), provider: job.provider, exclusive: false },
  };
}

/** The same for a subtask. */
export function subtaskWork({ subtask, app, jobId }: ClaimedSubtask, now: number): ClaimedWork {
  return {
    activity: {
      kind: 'subtask',
      id: subtask.id,
      pipelineId: subtask.pipeline_id,
      jobId,
      app: formatAppRef(app),
      part: subtask.service,
      step: 'starting',
      startedAt: now,
      outputTokens: null,
      tokensEstimated: false,
    },
    demands: { local: true, provider: null, exclusive: subtask.exclusive === 1 },
  };
}
