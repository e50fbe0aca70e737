import type { State } from '../state.ts';
import type { Plan } from '../plans.ts';
import type { Machine } from '../commands.ts';
import type { Work } from '../workshop.ts';
import { broken } from './moment.ts';

export const isLocal = (work: Pick<Work, 'model'>): boolean => /^(builtin|existing)\//.test(work.model);

/** What runs at this very moment, what was told to stop and has not yet included, fits the machine and its pipeline. */
export function checkWidths(
  running: readonly Work[],
  isLoadTest: (work: Work) => boolean,
  machine: Machine,
  planOf: (pipelineId: number) => Plan,
): void {
  const jobs = running.filter((work) => work.kind === 'job');
  const subtasks = running.filter((work) => work.kind === 'subtask');
  const over = (what: string, works: readonly Work[], width: number) => {
    if (works.length > width) broken('A width is never exceeded', what, [works.length, width]);
  };
  over('jobs of all pipelines', jobs, machine.generationWorkers);
  over('subtasks of all pipelines', subtasks, machine.analysisWorkers);
  for (const [id, works] of Map.groupBy(running, (work) => work.pipelineId)) {
    const of = (kind: Work['kind']) => works.filter((work) => work.kind === kind);
    over(`jobs of pipeline ${id}`, of('job'), planOf(id).generationWidth);
    over(`subtasks of pipeline ${id}`, of('subtask'), planOf(id).analysisWidth);
  }
  if (!subtasks.some(isLoadTest)) return;
  const beside = [...subtasks, ...jobs.filter(isLocal)];
  if (beside.length > 1) {
    broken(
      'A load test is alone',
      'beside it',
      beside.map(({ kind, id, model }) => [kind, id, model]),
    );
  }
}

/** Work begins only when its claim is durable, and its pipeline runs. */
export function checkBegin(work: Work, state: State): void {
  const attempt = state.attempts.get(work.attemptId);
  const owner = attempt && (work.kind === 'job' ? attempt.job_id : attempt.subtask_id);
  if (owner !== work.id) broken('Claim, then act', `attempt ${work.attemptId}`, attempt);
}
