import { z } from 'zod';
import { aggregate, toolRunContribution } from '../../../domain/aggregate.ts';
import type { SubtaskRow, ToolRunRow } from '../../schema.ts';
import type { Reader } from '../../store.ts';
import type { Findings } from '../findings.ts';

const manifestSchema = z.array(z.string());
/** So that memory stays small however much is stored. */
const subtasksAtOnce = 1_000;

type Subtask = Pick<SubtaskRow, 'id' | 'tools' | 'status' | 'result_attempt_id'> & {
  attempt_subtask: number | null;
  attempt_status: string | null;
};
type ToolRun = Pick<ToolRunRow, 'attempt_id' | 'subtask_id' | 'tool' | 'status' | 'reason'>;

/** Effective results: of the subtask's own attempt, one for each tool of its manifest. */
export async function checkResults(db: Reader, findings: Findings): Promise<void> {
  findings.enter('results');
  const { count } = await db
    .selectFrom('tool_runs')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  findings.checked.toolRuns = count;
  for (let after = 0; ;) {
    const subtasks: Subtask[] = await db
      .selectFrom('subtasks')
      .leftJoin('attempts', 'attempts.id', 'subtasks.result_attempt_id')
      .select(['subtasks.id', 'subtasks.tools', 'subtasks.status', 'subtasks.result_attempt_id'])
      .select(['attempts.subtask_id as attempt_subtask', 'attempts.status as attempt_status'])
      .where('subtasks.id', '>', after)
      .orderBy('subtasks.id')
      .limit(subtasksAtOnce)
      .execute();
    const last = subtasks.at(-1);
    if (!last) return;
    const runs = await readToolRuns(
      db,
      subtasks.flatMap((subtask) => subtask.result_attempt_id ?? []),
    );
    for (const subtask of subtasks) {
      checkSubtask(subtask, runs.get(subtask.result_attempt_id ?? 0) ?? [], findings);
    }
    after = last.id;
  }
}

async function readToolRuns(db: Reader, attemptIds: number[]): Promise<Map<number, ToolRun[]>> {
  if (attemptIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('tool_runs')
    .select(['attempt_id', 'subtask_id', 'tool', 'status', 'reason'])
    .where('attempt_id', 'in', attemptIds)
    .execute();
  return Map.groupBy(rows, (row) => row.attempt_id);
}

function checkSubtask(subtask: Subtask, runs: readonly ToolRun[], findings: Findings): void {
  const where = `subtask ${subtask.id}`;
  const usable = subtask.status === 'completed' || subtask.status === 'partial_success';
  if (subtask.result_attempt_id === null) {
    if (usable) {
      findings.problem(where, `It is ${subtask.status} and has no result.`, 'What was measured is lost.');
    }
    return;
  }
  if (subtask.attempt_subtask !== subtask.id || runs.some((run) => run.subtask_id !== subtask.id)) {
    findings.problem(where, 'Its result is of another subtask.', 'Figures are shown for the wrong app.');
  }
  if (subtask.attempt_status !== 'succeeded' && subtask.attempt_status !== 'failed') {
    findings.problem(
      where,
      `Its result is of an attempt that is ${subtask.attempt_status ?? 'gone'}.`,
      'Figures are shown that no finished attempt has measured.',
    );
  }
  const manifest = manifestSchema.parse(JSON.parse(subtask.tools));
  const reported = runs.map((run) => run.tool);
  if ([...manifest].sort().join() !== [...reported].sort().join()) {
    findings.problem(
      where,
      `Its manifest is ${manifest.join(', ')}; its result has ${reported.join(', ') || 'nothing'}.`,
      'A tool was asked for and went missing, or reported without being asked.',
    );
  }
  for (const run of runs) {
    if (run.status === 'succeeded' || run.reason) continue;
    findings.problem(
      where,
      `${run.tool} is ${run.status} without a reason.`,
      'Nobody can tell what to do about it.',
    );
  }
  const derived = aggregate(runs.map((run) => toolRunContribution(run.status)));
  if (usable && derived !== subtask.status) {
    findings.problem(
      where,
      `It is ${subtask.status}; its tool runs make ${derived}.`,
      'The app is shown with a wrong status.',
    );
  }
}
