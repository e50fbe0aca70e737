import assert from 'node:assert/strict';
import fc from 'fast-check';
import { InputError } from '../../../src/engine/domain/errors.ts';
import { importedProgress } from '../../../src/engine/domain/imported-progress.ts';
import type { ImportedProgress } from '../../../src/engine/domain/imported-progress.ts';
import { readJsonDocument } from '../../../src/engine/domain/json-document.ts';
import { looksLikeProgressRecord, readProgressRecord } from '../../../src/engine/domain/progress-record.ts';

const readText = (text: string): ImportedProgress =>
  importedProgress(readProgressRecord(readJsonDocument('r.json', text)));
const read = (record: unknown): ImportedProgress => readText(JSON.stringify(record));
const analysis = (stage: object, more: object = {}) =>
  read({ progress: { analysis: stage }, ...more }).analysis;
const ids = ({ mainTaskIds, subtaskIds }: ImportedProgress['analysis']) => [mainTaskIds, subtaskIds];

describe('the tasks of an older progress record', () => {
  const task_ids = ['m1', 's1', 's2', 'm2'];

  it('that has only task_ids and tells parents: what has none is a main task', () => {
    const list = [
      { task_id: 'm1', parent_task_id: null, status: 'COMPLETED' },
      { task_id: 's1', parent_task_id: 'm1', status: 'failed' },
      { id: 's2', parent: 'm1' },
      { id: 'm2', is_main_task: true, parent: 'm1', status: 'failed' },
    ];
    const map = Object.fromEntries(list.map((task) => [task.task_id ?? task.id, { ...task, task_id: null }]));
    for (const tasks of [list, map]) {
      for (const made of [analysis({ task_ids }, { tasks }), analysis({ task_ids, tasks })]) {
        assert.deepEqual(ids(made), [
          ['m1', 'm2'],
          ['s1', 's2'],
        ]);
        assert.deepEqual([made.total, made.completed, made.failed, made.open], [2, 1, 1, 0]);
      }
    }
  });

  it('that says nothing of parents: every id is a main task, and it says so', () => {
    const { analysis: made, notes } = read({ analysis: { task_ids } });
    assert.deepEqual(ids(made), [task_ids, []]);
    assert.match(notes.join(), /4 tasks say nothing of a parent; each counts as a main task/);
    assert.match(notes.join(), /How 4 main tasks ended is not in the record/);
  });

  it('with empty lists of main tasks and subtasks is migrated just so', () => {
    const lists = { main_task_ids: [], subtask_ids: ['s1', 's2'], task_ids };
    assert.deepEqual(ids(analysis(lists)), [
      ['m1', 'm2'],
      ['s1', 's2'],
    ]);
  });

  it('that lists its main tasks is believed: all else is a subtask', () => {
    const tasks = [{ task_id: 's9' }, { task_id: 's1', parent: 'm1' }];
    assert.deepEqual(ids(analysis({ main_task_ids: ['m2', 'm1'], task_ids }, { tasks })), [
      ['m2', 'm1'],
      ['s1', 's2', 's9'],
    ]);
  });

  it('listed more than once counts once, and a task that is its own parent has none', () => {
    const made = analysis({ task_ids: ['a', 'a', 'b'] }, { tasks: [{ task_id: 'b', parent: 'b' }] });
    assert.deepEqual(ids(made), [['a', 'b'], []]);
  });
});

describe('a progress record', () => {
  it('is read with progress around its stages and without', () => {
    const stages = {
      generation: {
        results: [{ model_slug: 'gpt-4', template_slug: 'notes', app_number: 3, success: true }],
      },
      analysis: { main_task_ids: ['m'], submitted_apps: ['gpt-4:3'], retryable_apps: ['gpt-4:3'] },
    };
    const around = read({ pipeline_id: 7, name: 'Trial', progress: stages });
    assert.deepEqual(read({ pipeline_id: 7, name: 'Trial', ...stages }), around);
    assert.deepEqual([around.name, around.sourceId], ['Trial', '7']);
    assert.deepEqual(around.generation.jobs, [
      { model: 'gpt-4', template: 'notes', status: 'completed', app: 'gpt-4:3', error: null },
    ]);
    assert.deepEqual(around.analysis.submittedApps, ['gpt-4:3']);
    assert.deepEqual(around.analysis.retryableApps, ['gpt-4:3']);
  });

  it('has its results counted once each, the last of an app', () => {
    const result = { model: 'gpt-4', template: 1, app_number: 3 };
    const { generation, notes } = read({
      generation: {
        results: [
          { ...result, success: false, error: 'rate limit' },
          { ...result, success: true },
          { model: 'gpt-4', error: 'broken' },
          { model: 'gpt-4' },
        ],
      },
    });
    const { jobs, ...counts } = generation;
    assert.deepEqual(counts, { total: 3, completed: 1, failed: 1, open: 1 });
    assert.deepEqual(jobs[1]!.error, { message: 'broken' });
    assert.match(notes.join(), /1 results are listed more than once/);
  });

  it('keeps its lists where its counters say something else, and says so', () => {
    const stage = {
      total: 9,
      completed: -2,
      failed: 0,
      status: 'done',
      results: [{ model: 'm', success: true }],
    };
    const { generation, recorded, notes } = read({ generation: stage });
    assert.deepEqual([generation.total, generation.completed], [1, 1]);
    assert.deepEqual(recorded.generation, { total: 9, completed: -2, failed: 0, status: 'done' });
    assert.deepEqual(notes, [
      'The record counts generation total 9; its results make 1, which is kept.',
      'The record counts generation completed -2; its results make 1, which is kept.',
    ]);
  });

  it('takes main tasks that name their app as submitted, beside those that it lists', () => {
    const tasks = { m: { target_model: 'gpt-4', target_app_number: 2 }, s: { parent: 'm' } };
    assert.deepEqual(analysis({ submitted_apps: ['gpt-4:1', 'gpt-4:1'], tasks }).submittedApps, [
      'gpt-4:1',
      'gpt-4:2',
    ]);
  });

  it('may have fields that nobody knows, and nulls', () => {
    const made = read({
      id: 'p',
      config: { x: 1 },
      progress: { analysis: { task_ids: null, x: [] }, generation: null },
    });
    assert.deepEqual([made.sourceId, made.analysis.total, made.generation.total], ['p', 0, 0]);
  });

  const wrongs: [what: string, record: object, says: RegExp][] = [
    [
      'a task id that is a number',
      { analysis: { task_ids: ['a', 7] } },
      /\$\.analysis\.task_ids\[1\]: expected string/,
    ],
    ['ids that are no list', { analysis: { subtask_ids: 'a' } }, /\$\.analysis\.subtask_ids: expected array/],
    [
      'an app without a number',
      { progress: { analysis: { submitted_apps: ['gpt-4'] } } },
      /\$\.progress\.analysis\.submitted_apps\[0\]: expected model:number, as in "gpt-4:3"/,
    ],
    [
      'a counter in quotes',
      { generation: { total: '3' } },
      /\$\.generation\.total: expected number, received string/,
    ],
    [
      'a result without a model',
      { generation: { results: [{ success: true }] } },
      /results\[0\]: expected "model_slug"/,
    ],
    [
      'a success that is a word',
      { generation: { results: [{ model: 'm', success: 'yes' }] } },
      /\.success: expected boolean/,
    ],
    [
      'an app number that is none',
      { generation: { results: [{ model: 'm', app_number: 0 }] } },
      /app_number: expected a whole/,
    ],
    ['tasks that are no tasks', { analysis: {}, tasks: { 'a b': 3 } }, /\$\.tasks\["a b"\]: expected object/],
    ['a task without an id', { analysis: {}, tasks: [{}] }, /\$\.tasks\[0\]: expected "task_id" or "id"/],
    ['an id that is a list', { id: [1], analysis: {} }, /\$\.id: expected a string or a whole number/],
  ];
  for (const [what, record, says] of wrongs) {
    it(`with ${what} is refused, at the place and with what would be right`, () => {
      const text = JSON.stringify(record, null, 2);
      assert.throws(
        () => readText(text),
        (error) => {
          assert.ok(InputError.is(error));
          assert.match(error.problems[0]!.message, says);
          assert.ok(error.problems[0]!.line! > 1 && error.problems[0]!.file === 'r.json');
          return true;
        },
      );
    });
  }

  it('of whatever shape is read or refused, and its counts add up', () => {
    const mostly = <T>(whole: fc.Arbitrary<T>) =>
      fc.oneof({ weight: 40, arbitrary: whole }, { weight: 1, arbitrary: fc.jsonValue() });
    const optional = { requiredKeys: [] };
    const name = mostly(fc.constantFrom('a', 'b', 'c'));
    const task = fc.record(
      {
        task_id: name,
        parent: mostly(fc.constantFrom('a', '', null)),
        is_main_task: fc.boolean(),
        status: mostly(fc.constantFrom('completed', 'failed', 'running')),
      },
      optional,
    );
    const result = fc.record(
      { model: name, app_number: mostly(fc.constantFrom(1, 2, null)), success: fc.boolean(), error: name },
      optional,
    );
    const ids = fc.array(name, { maxLength: 5 });
    const stage = fc.record(
      {
        total: mostly(fc.integer()),
        task_ids: ids,
        main_task_ids: ids,
        subtask_ids: ids,
        tasks: fc.array(task),
      },
      optional,
    );
    const generation = fc.record({ results: fc.array(result, { maxLength: 5 }) }, optional);
    const tasks = fc.oneof(fc.array(task, { maxLength: 3 }), fc.dictionary(fc.string(), task));
    const stages = fc.record({ analysis: stage, generation, tasks }, optional);
    const likely = fc.oneof(stages, fc.record({ progress: mostly(stages), tasks }, optional));
    let read = 0;
    const text = fc.oneof(
      likely.map((value) => JSON.stringify(value)),
      fc.json(),
      fc.string(),
    );
    fc.assert(
      fc.property(text, (source) => {
        let made: ImportedProgress;
        try {
          const document = readJsonDocument('r.json', source);
          if (!looksLikeProgressRecord(document.value)) return;
          made = importedProgress(readProgressRecord(document));
        } catch (error) {
          if (InputError.is(error)) return;
          throw error;
        }
        read++;
        for (const { total, completed, failed, open } of [made.generation, made.analysis]) {
          assert.equal(total, completed + failed + open);
        }
        assert.equal(made.generation.total, made.generation.jobs.length);
        const { mainTaskIds, subtaskIds, total } = made.analysis;
        assert.equal(total, mainTaskIds.length);
        assert.equal(new Set([...mainTaskIds, ...subtaskIds]).size, mainTaskIds.length + subtaskIds.length);
      }),
      { numRuns: 2_000 },
    );
    assert.ok(read > 100, `only ${read} were whole`);
  });
});

describe('a JSON document', () => {
  const refused = (text: string, says: RegExp) =>
    assert.throws(
      () => readJsonDocument('r.json', text),
      (error) => InputError.is(error) && says.test(error.message),
    );

  it('that is none is refused at its line and column', () => {
    refused('{\n "a": 1,\n}', /^r\.json:3:1: not valid JSON/);
    refused(' ', /^r\.json:1:1: not valid JSON: the file is empty$/);
    refused('{"a": 1 // so\n}', /not valid JSON/);
  });

  it('that nests too deep is refused, brackets in texts aside', () => {
    refused('['.repeat(200_000), /nested more than 100 levels deep/);
    assert.deepEqual(readJsonDocument('r', JSON.stringify('\\"[{'.repeat(500))).value, '\\"[{'.repeat(500));
  });

  it('may begin with the mark of its encoding', () => {
    assert.deepEqual(readJsonDocument('r', '\ufeff[1]').value, [1]);
  });
});
