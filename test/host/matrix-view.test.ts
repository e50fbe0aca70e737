import assert from 'node:assert/strict';
import { matrixView } from '../../src/views/matrix/matrix-view.ts';
import { RunningSteps } from '../../src/views/running-steps.ts';
import { noFindings } from '../../src/engine/domain/severity.ts';
import type { AppFigures, AppRecord, MatrixRecord } from '../../src/engine/domain/records.ts';
import { appRecord, pipelineRecord } from '../unit/views/support/records.ts';

const unmeasured: AppFigures = { endpoints: null, findings: null, latencyP95: null, requestsPerSecond: null };

function matrix(cells: AppRecord[], changes: Partial<MatrixRecord> = {}): MatrixRecord {
  const models = ['builtin/baseline', 'builtin/flawed'];
  return { pipeline: pipelineRecord(), models, templates: ['notes'], replicates: 1, cells, ...changes };
}

const view = (record: MatrixRecord, maxRows = 50) => matrixView(record, new RunningSteps([]), maxRows);

describe('the matrix', () => {
  it('shows the baseline ahead of the flawed model', () => {
    const { columns } = view(
      matrix([
        appRecord({ jobId: 1 }),
        appRecord({
          jobId: 2,
          model: 'builtin/flawed',
          figures: {
            endpoints: { works: 199, notMeasured: 0, total: 200 },
            findings: { ...noFindings(), critical: 1, low: 2 },
            latencyP95: 60,
            requestsPerSecond: 10,
          },
        }),
      ]),
    );
    assert.deepEqual(
      columns.map(({ best, leads }) => [best, leads]),
      [
        [['endpoints', 'findings', 'latency'], true],
        [[], false],
      ],
    );
    assert.deepEqual(
      columns.map(({ endpoints }) => endpoints?.percent),
      ['100 %', '99 %'],
    );
    assert.deepEqual(
      columns[1]!.findings?.map(({ short, text }) => [short, text]),
      [
        ['C 1', '1 critical'],
        ['L 2', '2 low'],
      ],
    );
  });

  it('leaves out what was not measured, in cells and sums', () => {
    const { rows, columns } = view(
      matrix([
        appRecord({ jobId: 1 }),
        appRecord({ jobId: 2, model: 'builtin/flawed', figures: unmeasured }),
      ]),
    );
    const [, cell] = rows[0]!.cells;
    assert.deepEqual([cell!.endpoints, cell!.findings, cell!.latency], [null, null, null]);
    assert.deepEqual([columns[1]!.endpoints, columns[1]!.basis], [null, '0 of 1 apps measured']);
    assert.equal(rows[0]!.summary.endpoints?.text, '8/8');
  });

  it('says how many endpoints could not be tried, and takes none of them for broken', () => {
    const endpoints = { works: 6, notMeasured: 2, total: 8 };
    const figures = { ...appRecord().figures, endpoints };
    const [cell] = view(matrix([appRecord({ jobId: 1, figures })])).rows[0]!.cells;
    assert.deepEqual([cell!.endpoints?.text, cell!.tone], ['6/8, 2 not measured', 'unmeasured']);
  });

  it('has existing apps at one place each, and lets them lead nothing', () => {
    const models = ['builtin/baseline', 'builtin/flawed', 'existing/shop'];
    const figures = { ...appRecord().figures, latencyP95: 500 };
    const { columns, rows } = view(
      matrix(
        [
          appRecord({ jobId: 1 }),
          appRecord({ jobId: 2, model: 'builtin/flawed', figures }),
          appRecord({ jobId: 3, model: 'existing/shop', template: 'no template', figures: unmeasured }),
        ],
        { models, templates: ['notes', 'no template'] },
      ),
    );
    assert.deepEqual(
      rows.map(({ title, cells }) => [title, cells.map((cell) => cell?.jobId ?? null)]),
      [
        ['notes', [1, 2, null]],
        ['no template', [null, null, 3]],
      ],
    );
    assert.deepEqual(
      columns.map(({ best }) => best),
      [['latency'], [], []],
    );
  });

  it('keeps what the app did apart from what could not be measured', () => {
    const failed = (errorClass: 'invalid_output' | 'auth') =>
      appRecord({
        jobStatus: 'failed',
        mainTaskId: null,
        mainTaskStatus: null,
        figures: unmeasured,
        jobError: { errorClass, message: 'No.', hint: null, detail: null },
      });
    const toneOf = (app: AppRecord) => view(matrix([app])).rows[0]!.cells[0]!.tone;
    assert.equal(toneOf(failed('invalid_output')), 'defects');
    assert.equal(toneOf(failed('auth')), 'unmeasured');
    assert.equal(toneOf(appRecord({ mainTaskStatus: 'failed', figures: unmeasured })), 'unmeasured');
    assert.equal(toneOf(appRecord()), 'good');
  });

  it('has a row for each replicate and sends no more than were asked for', () => {
    const cells = [1, 2, 3].map((replicate) => appRecord({ jobId: replicate, replicate }));
    const shown = view(matrix(cells, { models: ['builtin/baseline'], replicates: 3 }), 2);
    assert.deepEqual(
      shown.rows.map(({ title, subtitle }) => [title, subtitle]),
      [
        ['notes', 'replicate 1'],
        ['notes', 'replicate 2'],
      ],
    );
    assert.equal(shown.hiddenRows, 1);
  });
});
