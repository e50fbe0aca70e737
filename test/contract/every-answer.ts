import type { Capabilities } from '../../src/engine/domain/capabilities.ts';
import type { VerificationProblem } from '../../src/engine/domain/verification.ts';
import { listAnswers } from '../../src/engine/store/queries/answers.ts';
import { findApp, listApps } from '../../src/engine/store/queries/apps.ts';
import { readConfiguration } from '../../src/engine/store/queries/configurations.ts';
import { readMatrix } from '../../src/engine/store/queries/matrix.ts';
import { findByFile, findPipeline, listPipelines } from '../../src/engine/store/queries/pipelines.ts';
import { findImportedRow, listImportedRows } from '../../src/engine/store/queries/imported-pipelines.ts';
import { readProviderLimits } from '../../src/engine/store/queries/provider-limits.ts';
import { findPublished, listUnpublished } from '../../src/engine/store/queries/revisions.ts';
import { readStatus } from '../../src/engine/store/queries/status.ts';
import {
  findSubtask,
  findToolRun,
  listAttempts,
  listSubtasks,
  listToolRuns,
} from '../../src/engine/store/queries/subtasks.ts';
import { waitsHere, withWaitingMessage } from '../../src/engine/store/queries/waiting.ts';
import { stateFolder } from '../../src/engine/store/state-folder.ts';
import type { Reader } from '../../src/engine/store/store.ts';
import { lastRecordedTime } from '../../src/engine/store/transitions/clock.ts';
import { checkBlobs } from '../../src/engine/store/verify/blob-check.ts';
import { Findings } from '../../src/engine/store/verify/findings.ts';
import { checkRevisions } from '../../src/engine/store/verify/revision-check.ts';
import { invariants } from '../../src/engine/store/verify/verify-state.ts';
import type { ContractStore } from './contract-store.ts';
import { plannerView } from './follow-plan.ts';

const noCapabilities: Capabilities = { providers: [], trusted: true };

/** What every query says, asked for everything that is there and for something that is not. */
export function everyAnswer(
  store: ContractStore,
  stateDir: string,
  now: number,
): Promise<Record<string, unknown>> {
  return store.read(async (db) => {
    const ids = async (table: 'pipelines' | 'jobs' | 'main_tasks' | 'subtasks' | 'tool_runs') => [
      ...(await db.selectFrom(table).select('id').orderBy('id').execute()).map((row) => row.id),
      9_999,
    ];
    const answers: Record<string, unknown> = {
      pipelines: await listPipelines(db),
      plannerView: await plannerView(db, null, now),
      plannerViewOfNone: await plannerView(db, [], now),
      status: await readStatus(db, null),
      lastRecordedTime: await lastRecordedTime(db),
      unpublished: await listUnpublished(db, now),
      imported: await listImportedRows(db),
      importedOne: await findImportedRow(db, 'hash-1'),
      providerLimits: await readProviderLimits(db),
      byFile: await findByFile(db, '/trial.assay.json', 'hash'),
      byOtherContent: await findByFile(db, '/trial.assay.json', 'other'),
    };
    const explain = await waitsHere(db, noCapabilities, now);
    for (const id of await ids('pipelines')) {
      const pipeline = await findPipeline(db, id);
      answers[`pipeline ${id}`] = pipeline;
      answers[`waiting ${id}`] = pipeline && (await withWaitingMessage(db, pipeline, noCapabilities));
      answers[`matrix ${id}`] = await readMatrix(db, stateDir, id);
      answers[`status ${id}`] = await readStatus(db, id);
      answers[`apps ${id}`] = await listApps(db, stateDir, id, { offset: 1, limit: 3 }, explain);
    }
    for (const id of await ids('jobs')) {
      answers[`published ${id}`] = await findPublished(db, id);
      answers[`app ${id}`] = await findApp(db, stateDir, id);
      answers[`answers of job ${id}`] = await listAnswers(db, id);
      answers[`attempts at job ${id}`] = await listAttempts(db, { kind: 'job', id });
    }
    for (const id of await ids('main_tasks')) answers[`subtasks ${id}`] = await listSubtasks(db, id);
    for (const id of await ids('subtasks')) {
      answers[`subtask ${id}`] = await findSubtask(db, id);
      answers[`attempts at subtask ${id}`] = await listAttempts(db, { kind: 'subtask', id });
      answers[`tool runs ${id}`] = await listToolRuns(db, id);
    }
    for (const id of await ids('tool_runs')) answers[`tool run ${id}`] = await findToolRun(db, id);
    for (const { id } of await db.selectFrom('configurations').select('id').orderBy('id').execute()) {
      answers[`configuration ${id}`] = await readConfiguration(db, id);
    }
    answers['missing files'] = await missingFiles(db, stateDir);
    return answers;
  });
}

/** What verification has against the rows. */
export async function brokenInvariants(store: ContractStore): Promise<VerificationProblem[]> {
  return store.read(async (db) => {
    const findings = new Findings();
    for (const check of invariants) await check(db, findings);
    return sorted(findings);
  });
}

/** Blobs and revisions are checked against files, of which the tests have none. */
async function missingFiles(db: Reader, stateDir: string): Promise<VerificationProblem[]> {
  const findings = new Findings();
  const folder = stateFolder(stateDir);
  await checkBlobs(folder.blobs, db, findings);
  await checkRevisions(folder, db, findings);
  return sorted(findings);
}

const sorted = ({ problems }: Findings): VerificationProblem[] =>
  problems.sort((a, b) => (a.where + a.what < b.where + b.what ? -1 : 1));
