import assert from 'node:assert/strict';
import { change, soundState, verify } from './verify-state.ts';

const firstJob = `(SELECT min(id) FROM jobs WHERE status = 'completed')`;
const firstSubtask = `(SELECT min(id) FROM subtasks WHERE status = 'completed')`;
const resultOf = (subtask: string) => `(SELECT result_attempt_id FROM subtasks WHERE id = ${subtask})`;

const imported = (blob: string) =>
  `INSERT INTO imported_pipelines VALUES ('${'cd'.repeat(32)}', 'n', 'f', ${blob}, 1, 1, 0, 0, 0, 0, 0)`;

/** Each is wrong in one way: the statement that makes it so, and what is said of it. */
const wrongs: [what: string, statement: string, where: RegExp, says: RegExp][] = [
  [
    'a sum that the rows do not make',
    `UPDATE pipelines SET jobs_completed = jobs_completed + 1`,
    /^pipeline 1$/,
    /sum jobs_completed is \d+, its rows make \d+/,
  ],
  [
    'a sum of main tasks that the rows do not make',
    `UPDATE pipelines SET tasks_failed = tasks_failed - 1`,
    /^pipeline 1$/,
    /sum tasks_failed/,
  ],
  [
    'a sum of what answers took that the rows do not make',
    `UPDATE pipelines SET output_tokens = output_tokens + 1`,
    /^pipeline 1$/,
    /sum output_tokens is \d+, its rows make \d+/,
  ],
  [
    'a main task without subtasks',
    `DELETE FROM subtasks WHERE main_task_id = 1`,
    /^main task 1$/,
    /has no subtasks/,
  ],
  [
    'a main task with another status than its subtasks make',
    `UPDATE main_tasks SET status = 'cancelled' WHERE id = 1`,
    /^main task 1$/,
    /is cancelled; its subtasks make/,
  ],
  [
    'a main task of another pipeline than its job',
    `UPDATE main_tasks SET job_id = 1 WHERE job_id <> 1`,
    /^main task \d+$/,
    /do not belong together/,
  ],
  [
    'a job under another provider than its model has',
    `UPDATE jobs SET provider = 'other' WHERE id = 1`,
    /^jobs of builtin\/\w+$/,
    /under the provider "other"/,
  ],
  [
    'a provider that allows nothing for ever',
    `INSERT INTO provider_limits VALUES ('one', 0, 0, 0, 0, 1)`,
    /^provider one$/,
    /width is 0/,
  ],
  ['an app number that is none', `UPDATE apps SET number = 0 WHERE id = 1`, /^app 1$/, /is called .*:0/],
  [
    'an app that two jobs have',
    `UPDATE jobs SET app_id = 1 WHERE model = (SELECT model FROM apps WHERE id = 1)`,
    /^job \d+$/,
    /has the same app .*:1 as job/,
  ],
  [
    'an app of another model',
    `UPDATE jobs SET app_id = 1 WHERE id = (SELECT min(id) FROM jobs WHERE model <> (SELECT model FROM apps WHERE id = 1))`,
    /^job \d+$/,
    /its app is/,
  ],
  [
    'a running job that no attempt works on',
    `UPDATE jobs SET status = 'running' WHERE id = ${firstJob}`,
    /^job \d+$/,
    /is running with 0 running attempts/,
  ],
  [
    'an attempt that runs for a finished subtask',
    `UPDATE attempts SET status = 'running', finished_at = NULL WHERE id = ${resultOf(firstSubtask)}`,
    /^subtask \d+$/,
    /is completed with 1 running attempts/,
  ],
  [
    'an attempt without an end',
    `UPDATE attempts SET finished_at = NULL WHERE id = 1`,
    /^attempt 1$/,
    /has no end time/,
  ],
  [
    'a missing attempt',
    `UPDATE attempts SET number = 99 WHERE id = 1`,
    /^job \d+$/,
    /are numbered \d+ to 99/,
  ],
  [
    'open work in a finished pipeline',
    `UPDATE subtasks SET status = 'pending' WHERE id = ${firstSubtask}`,
    /^subtask \d+$/,
    /is pending while its pipeline 1 is/,
  ],
  [
    'an app that waits in a finished pipeline',
    `UPDATE jobs SET submission = 'due' WHERE id = ${firstJob}`,
    /^job \d+$/,
    /is due while its pipeline 1 is/,
  ],
  [
    'a finished pipeline without an end',
    `UPDATE pipelines SET finished_at = NULL`,
    /^pipeline 1$/,
    /has no end time/,
  ],
  [
    'a completed job without a revision',
    `DELETE FROM revisions WHERE job_id = ${firstJob}`,
    /^job \d+$/,
    /has no revision/,
  ],
  [
    'a pipeline that was deleted and is there',
    `INSERT INTO deletions (pipeline_id, deleted_at, blobs_left) VALUES (1, 1, 0)`,
    /^pipeline 1$/,
    /is deleted, and still there/,
  ],
  [
    'an app that is to be removed and belongs to somebody',
    `INSERT INTO removals (path) SELECT path FROM revisions WHERE id = 1`,
    /^revision 1$/,
    /are to be removed/,
  ],
  [
    'a revision that its attempt did not make',
    `UPDATE attempts SET status = 'failed' WHERE id = (SELECT min(attempt_id) FROM revisions)`,
    /^revision \d+$/,
    /attempt is failed/,
  ],
  [
    'a result of another subtask',
    `UPDATE subtasks SET result_attempt_id = ${resultOf('(SELECT max(id) FROM subtasks)')} WHERE id = 1`,
    /^subtask 1$/,
    /result is of another subtask/,
  ],
  [
    'a completed subtask without a result',
    `UPDATE subtasks SET result_attempt_id = NULL WHERE id = ${firstSubtask}`,
    /^subtask \d+$/,
    /has no result/,
  ],
  [
    'a tool that went missing',
    `DELETE FROM tool_runs WHERE id = (SELECT min(id) FROM tool_runs WHERE attempt_id = ${resultOf(firstSubtask)})`,
    /^subtask \d+$/,
    /Its manifest is/,
  ],
  [
    'a tool that failed for no reason',
    `UPDATE tool_runs SET status = 'skipped', reason = NULL WHERE attempt_id = ${resultOf(firstSubtask)}`,
    /^subtask \d+$/,
    /is skipped without a reason/,
  ],
  [
    'a subtask with another status than its tools make',
    `UPDATE tool_runs SET status = 'failed', reason = 'x' WHERE attempt_id = ${resultOf(firstSubtask)}`,
    /^subtask \d+$/,
    /is completed; its tool runs make failed/,
  ],
  [
    'a blob that is not there',
    `UPDATE tool_runs SET result_blob = '${'ab'.repeat(32)}' WHERE id = 1`,
    /^tool run 1$/,
    /blob (ab){32}, which is not there/,
  ],
  [
    'imported history whose record is gone',
    imported(`'${'ab'.repeat(32)}'`),
    /^imported-(cd){8}$/,
    /blob (ab){32}, which is not there/,
  ],
  [
    'imported history whose record is something else',
    imported('(SELECT min(manifest_blob) FROM revisions)'),
    /^imported-(cd){8}$/,
    /sum generation total is 1, its record makes 0/,
  ],
];

describe('verify, of rows', () => {
  const state = soundState();

  it('finds nothing wrong with a finished pipeline, and says how much it looked at', async () => {
    const { problems, notes, checked, sequence } = await verify(state());
    assert.deepEqual([problems, notes], [[], []]);
    assert.ok(checked.snapshots >= 2 && checked.segments >= 2, JSON.stringify(checked));
    assert.ok(sequence > 30 && checked.records > 0);
    assert.deepEqual([checked.pipelines, checked.jobs], [1, 8]);
    assert.ok(checked.revisions > 0 && checked.subtasks === 2 * checked.mainTasks && checked.blobs > 0);
    assert.ok(checked.toolRuns > 0 && checked.attempts >= checked.jobs + checked.subtasks);
  });

  for (const [what, statement, where, says] of wrongs) {
    it(`finds ${what}`, async () => {
      await change(state(), statement);
      const { problems } = await verify(state());
      assert.ok(
        problems.some((problem) => where.test(problem.where) && says.test(problem.what) && problem.meaning),
        JSON.stringify(problems, null, 1),
      );
    });
  }

  it('tells of each check the first thousand problems, and how many there are', async () => {
    const many = 'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500)';
    await change(state(), `INSERT INTO apps (model, number) ${many} SELECT 'x', -i FROM n`);
    await change(state(), `UPDATE pipelines SET jobs_completed = jobs_completed + 1`);
    const { problems, found } = await verify(state());
    assert.deepEqual(found, { sums: 1, apps: 1500 });
    assert.equal(problems.length, 1001);
  });
});
