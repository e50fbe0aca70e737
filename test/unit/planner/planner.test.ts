import assert from 'node:assert/strict';
import fc from 'fast-check';
import { plan } from '../../../src/engine/planner/planner.ts';
import type { Action, PipelineView, PlannerView } from '../../../src/engine/planner/planner.ts';

const nothing: PipelineView = {
  id: 1,
  status: 'running',
  stages: 'streaming',
  generationMaxConcurrent: 2,
  analysisMaxConcurrent: 3,
  runningJobs: 0,
  runningSubtasks: 0,
  dueJobs: [],
  dueSubtasks: [],
  dueExclusive: [],
  dueSubmissions: [],
  openJobs: false,
  openSubmissions: false,
  openMainTasks: false,
  nextDueAt: null,
  parts: { usable: 0, partial: 0, lost: 0, cancelled: 0 },
};

function view(pipelines: Partial<PipelineView>[], machine: Partial<PlannerView> = {}): PlannerView {
  const all = pipelines.map((pipeline, index) => ({ ...nothing, id: index + 1, ...pipeline }));
  return {
    now: 1_000,
    generationMaxWorkers: 4,
    analysisMaxWorkers: 8,
    runningJobs: sum(all.map((pipeline) => pipeline.runningJobs)),
    runningLocalJobs: 0,
    runningSubtasks: sum(all.map((pipeline) => pipeline.runningSubtasks)),
    runningExclusive: 0,
    providers: new Map(),
    turns: { jobs: new Map(), subtasks: new Map() },
    pipelines: all,
    ...machine,
  };
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
const job = (id: number, local = false) => ({ id, local, provider: local ? 'builtin' : 'remote' });
const ids = (actions: Action[], kind: 'startJob' | 'startSubtask') =>
  actions.flatMap((action) =>
    action.kind === kind ? [action.kind === 'startJob' ? action.jobId : action.subtaskId] : [],
  );

describe('the planner', () => {
  it('starts a pending pipeline before anything of it', () => {
    const { actions } = plan(view([{ status: 'pending', dueJobs: [job(1)], openJobs: true }]));
    assert.deepEqual(actions, [{ kind: 'startPipeline', pipelineId: 1 }]);
  });

  it("fills a pipeline's own width, in its order", () => {
    const { actions } = plan(view([{ dueJobs: [job(5), job(6), job(7)], openJobs: true, runningJobs: 1 }]));
    assert.deepEqual(ids(actions, 'startJob'), [5]);
  });

  it('gives free workers to the pipeline that has fewest', () => {
    const long = {
      dueJobs: [1, 2, 3, 4].map((id) => job(id)),
      openJobs: true,
      generationMaxConcurrent: 9,
      runningJobs: 2,
    };
    const short = { dueJobs: [job(11), job(12)], openJobs: true };
    assert.deepEqual(ids(plan(view([long, short])).actions, 'startJob'), [11, 12]);
  });

  it('submits an app at once when streaming, after all generation behind a barrier', () => {
    const waiting = { openJobs: true, openSubmissions: true, dueSubmissions: [4] };
    const submits = (pipeline: Partial<PipelineView>) =>
      plan(view([pipeline])).actions.some((action) => action.kind === 'submitApp');
    assert.equal(submits({ ...waiting }), true);
    assert.equal(submits({ ...waiting, stages: 'barrier' }), false);
    assert.equal(submits({ ...waiting, stages: 'barrier', openJobs: false }), true);
  });

  it('starts a load test only on an idle machine, and nothing that uses processors beside it', () => {
    const due = { dueExclusive: [9], openMainTasks: true };
    assert.deepEqual(ids(plan(view([due])).actions, 'startSubtask'), [9]);
    assert.deepEqual(ids(plan(view([{ ...due, runningSubtasks: 1 }])).actions, 'startSubtask'), []);
    assert.deepEqual(
      ids(plan(view([due], { runningLocalJobs: 1, runningJobs: 1 })).actions, 'startSubtask'),
      [],
    );
    assert.deepEqual(ids(plan(view([{ ...due, dueSubtasks: [8] }])).actions, 'startSubtask'), [8]);
    const beside = { dueSubtasks: [8], dueJobs: [job(1, true), job(2)], openJobs: true, openMainTasks: true };
    const { actions } = plan(view([beside], { runningExclusive: 1, runningSubtasks: 1 }));
    assert.deepEqual(ids(actions, 'startSubtask'), []);
    assert.deepEqual(ids(actions, 'startJob'), [2], 'waiting for a provider uses no processor');
  });

  it('ends a pipeline only when nothing of it is open, with the status its parts have', () => {
    const finish = (pipeline: Partial<PipelineView>) =>
      plan(view([pipeline])).actions.find((action) => action.kind === 'finishPipeline')?.status;
    const parts = { usable: 2, partial: 0, lost: 0, cancelled: 0 };
    assert.equal(finish({ parts }), 'completed');
    assert.equal(finish({ parts: { ...parts, lost: 1 } }), 'partial_success');
    assert.equal(finish({ parts: { ...parts, usable: 0, lost: 1 } }), 'failed');
    for (const open of ['openJobs', 'openSubmissions', 'openMainTasks']) {
      assert.equal(finish({ parts, [open]: true }), undefined, open);
    }
  });

  it('says when to look again for what waits', () => {
    assert.equal(
      plan(
        view([
          { nextDueAt: 5_000, openJobs: true },
          { nextDueAt: 3_000, openJobs: true },
        ]),
      ).wakeAt,
      3_000,
    );
    assert.equal(plan(view([{ openJobs: true }])).wakeAt, null);
  });

  const someView = fc
    .array(
      fc.record({
        status: fc.constantFrom('pending', 'running'),
        stages: fc.constantFrom('streaming', 'barrier'),
        generationMaxConcurrent: fc.integer({ min: 1, max: 5 }),
        analysisMaxConcurrent: fc.integer({ min: 1, max: 5 }),
        runningJobs: fc.nat(4),
        runningSubtasks: fc.nat(4),
        jobs: fc.array(fc.boolean(), { maxLength: 5 }),
        subtasks: fc.nat(5),
        exclusive: fc.nat(2),
        submissions: fc.nat(2),
      }),
      { maxLength: 4 },
    )
    .chain((pipelines) =>
      fc.record({
        pipelines: fc.constant(pipelines),
        runningExclusive: fc.nat(1),
        runningLocalJobs: fc.nat(2),
        generationMaxWorkers: fc.integer({ min: 1, max: 6 }),
        analysisMaxWorkers: fc.integer({ min: 1, max: 6 }),
      }),
    )
    .map(({ pipelines, ...machine }) => {
      let id = 0;
      const next = (count: number) => Array.from({ length: count }, () => ++id);
      return view(
        pipelines.map(({ jobs, subtasks, exclusive, submissions, ...rest }) => ({
          ...rest,
          dueJobs: jobs.map((local) => job(++id, local)),
          dueSubtasks: next(subtasks),
          dueExclusive: next(exclusive),
          dueSubmissions: next(submissions),
          openJobs: rest.runningJobs > 0 || jobs.length > 0,
          openSubmissions: submissions > 0,
          openMainTasks: rest.runningSubtasks + subtasks + exclusive > 0,
        })),
        machine,
      );
    });

  it('never goes over a width, never starts a thing twice, never breaks the isolation of a load test', () => {
    fc.assert(
      fc.property(someView, (state) => {
        const { actions } = plan(state);
        const jobs = ids(actions, 'startJob');
        const subtasks = ids(actions, 'startSubtask');
        assert.equal(new Set([...jobs, ...subtasks]).size, jobs.length + subtasks.length);
        assert.ok(jobs.length <= Math.max(0, state.generationMaxWorkers - state.runningJobs));
        assert.ok(subtasks.length <= Math.max(0, state.analysisMaxWorkers - state.runningSubtasks));
        for (const pipeline of state.pipelines) {
          const started = (list: readonly number[], all: number[]) =>
            list.filter((id) => all.includes(id)).length;
          const own = started(
            pipeline.dueJobs.map(({ id }) => id),
            jobs,
          );
          assert.ok(own === 0 || own + pipeline.runningJobs <= pipeline.generationMaxConcurrent);
          const shared = started(pipeline.dueSubtasks, subtasks);
          const alone = started(pipeline.dueExclusive, subtasks);
          assert.ok(
            shared + alone === 0 ||
              shared + alone + pipeline.runningSubtasks <= pipeline.analysisMaxConcurrent,
          );
          if (pipeline.status === 'pending') assert.equal(own + shared + alone, 0);
          if (alone > 0) {
            assert.deepEqual([subtasks.length, state.runningSubtasks, state.runningLocalJobs], [1, 0, 0]);
          }
        }
        if (state.runningExclusive > 0) assert.equal(subtasks.length, 0);
      }),
    );
  });

  it('leaves no worker idle while something may run', () => {
    fc.assert(
      fc.property(someView, (state) => {
        fc.pre(state.runningExclusive === 0 && state.runningSubtasks < state.analysisMaxWorkers);
        const started = ids(plan(state).actions, 'startSubtask').length;
        const free = state.analysisMaxWorkers - state.runningSubtasks;
        const startable = sum(
          state.pipelines
            .filter((pipeline) => pipeline.status === 'running')
            .map((pipeline) =>
              Math.max(
                0,
                Math.min(
                  pipeline.dueSubtasks.length,
                  pipeline.analysisMaxConcurrent - pipeline.runningSubtasks,
                ),
              ),
            ),
        );
        assert.ok(started >= Math.min(free, startable));
      }),
    );
  });
});
