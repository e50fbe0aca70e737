import assert from 'node:assert/strict';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { AnalyzerClient } from '../../../src/engine/analysis/analyzer-client.ts';
import { messageConnection } from '../../../src/engine/domain/message-connection.ts';
import { never } from '../analyzer/bench.ts';

describe('a client of an analyzer program', () => {
  it('that has stopped it refuses what is asked after that, and no failure of it is left unheard', async () => {
    const unheard: unknown[] = [];
    const hear = (reason: unknown) => unheard.push(reason);
    const others = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection').on('unhandledRejection', hear);
    try {
      const stream = new PassThrough();
      const client = new AnalyzerClient(
        {
          ...{
            connection: messageConnection(stream, stream),
            seesFiles: true,
            lastWords: () => 'its last words',
          },
          ended: once(stream, 'close').then(() => undefined),
          stop: async () => {},
          meet: () => assert.fail('it is not asked to'),
          installTools: () => assert.fail('it is not asked to'),
        },
        'static-analyzer',
      );
      await client.stop();
      await assert.rejects(client.openSource(never()), { errorClass: 'transient', detail: 'its last words' });
      stream.destroy();
      await client.ended;
      await turn();
      assert.deepEqual(unheard, []);
    } finally {
      process.off('unhandledRejection', hear);
      for (const other of others) process.on('unhandledRejection', other);
    }
  });
});
