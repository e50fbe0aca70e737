import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatAppRef, modelFolder, parseAppRef } from '../../../src/engine/domain/app-ref.ts';
import {
  applySettings,
  defaultConfiguration,
  settingNames,
} from '../../../src/engine/domain/configuration.ts';
import { formatLogEntry, redact } from '../../../src/engine/domain/log.ts';
import { jobSeed } from '../../../src/engine/domain/seed.ts';

describe('an app reference', () => {
  it('reads back as what was written, whatever the model is called', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.integer({ min: 1, max: 1e8 }), (model, number) => {
        fc.pre(!/[\n\r\u2028\u2029]/.test(model));
        assert.deepEqual(parseAppRef(formatAppRef({ model, number })), { model, number });
      }),
    );
  });

  it("gives each model one folder that cannot leave its parent's", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]+\/\S+$/), (model) => {
        assert.match(modelFolder(model), /^[^/\\:*?"<>|]+$/);
        assert.doesNotMatch(modelFolder(model), /\.$/);
      }),
    );
  });

  it('gives different models different folders, also where case makes no difference', () => {
    const model = fc.stringMatching(/^[a-z]+\/[A-Za-z0-9._+~:/-]+$/);
    fc.assert(
      fc.property(model, model, (one, other) => {
        fc.pre(one !== other);
        assert.notEqual(modelFolder(one).toLowerCase(), modelFolder(other).toLowerCase());
      }),
    );
    assert.notEqual(modelFolder('a/B').toLowerCase(), modelFolder('a/b').toLowerCase());
    assert.equal(modelFolder('builtin/baseline'), 'builtin+baseline');
  });
});

describe('settings', () => {
  it('replace the defaults when they are within their limits', () => {
    const { configuration, problems } = applySettings(defaultConfiguration, {
      'generation.maxConcurrent': 7,
    });
    assert.equal(configuration['generation.maxConcurrent'], 7);
    assert.deepEqual(problems, []);
  });

  it('out of their limits are not used, and told with what would be right', () => {
    for (const value of [0, -1, 1.5, 65, '2', null, Number.NaN]) {
      const { configuration, problems } = applySettings(defaultConfiguration, {
        'generation.maxConcurrent': value,
      });
      assert.deepEqual(configuration, defaultConfiguration);
      assert.match(problems[0] ?? '', /generation\.maxConcurrent must be a whole number from 1 to 64/);
    }
  });

  it('that do not exist are told', () => {
    assert.match(
      applySettings(defaultConfiguration, { toString: 1 }).problems[0] ?? '',
      /no setting toString/,
    );
  });

  it('have a default each', () => {
    for (const name of settingNames) assert.notEqual(defaultConfiguration[name], undefined);
  });
});

describe('the log', () => {
  it('writes a line as context, pipeline, message', () => {
    const entry = { level: 'info', context: 'GEN', pipelineId: 3, message: 'done' } as const;
    assert.equal(formatLogEntry(entry), '[GEN][Pipeline 3] done');
    assert.equal(formatLogEntry({ ...entry, pipelineId: null }), '[GEN] done');
  });

  it('never shows a secret', () => {
    assert.equal(redact('key=sk-or-v1-0123456789abcdef used'), 'key=[redacted] used');
    assert.equal(redact('Authorization: Bearer abcdefghijklmnop'), 'Authorization: Bearer [redacted]');
    assert.equal(redact('sent hunter22!', ['hunter22!']), 'sent [redacted]');
  });
});

describe("a job's seed", () => {
  it('is the same for the same cell and an unsigned 32-bit integer', () => {
    fc.assert(
      fc.property(fc.nat(), fc.string(), fc.string(), fc.nat(100), (seed, template, stack, replicate) => {
        const value = jobSeed(seed, { template, stack, replicate });
        assert.equal(value, jobSeed(seed, { template, stack, replicate }));
        assert.ok(Number.isInteger(value) && value >= 0 && value < 2 ** 32);
      }),
    );
  });

  it('differs between replicates', () => {
    const cell = { template: 'notes', stack: 'node-express' };
    const seeds = [1, 2, 3, 4, 5].map((replicate) => jobSeed(1, { ...cell, replicate }));
    assert.equal(new Set(seeds).size, 5);
  });
});
