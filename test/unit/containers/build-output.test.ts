import assert from 'node:assert/strict';
import fc from 'fast-check';
import protobuf from 'protobufjs/light.js';
import { BuildOutput } from '../../../src/engine/containers/images/build-output.ts';

/** As BuildKit declares its messages; of times only that they are there. */
const statusType = protobuf.Root.fromJSON({
  nested: {
    StatusResponse: {
      fields: {
        vertexes: { rule: 'repeated', type: 'Vertex', id: 1 },
        logs: { rule: 'repeated', type: 'VertexLog', id: 3 },
      },
    },
    Vertex: {
      fields: {
        digest: { type: 'string', id: 1 },
        inputs: { rule: 'repeated', type: 'string', id: 2 },
        name: { type: 'string', id: 3 },
        cached: { type: 'bool', id: 4 },
        started: { type: 'bytes', id: 5 },
        error: { type: 'string', id: 7 },
      },
    },
    VertexLog: {
      fields: {
        vertex: { type: 'string', id: 1 },
        stream: { type: 'int64', id: 3 },
        msg: { type: 'bytes', id: 4 },
      },
    },
  },
}).lookupType('StatusResponse');
const trace = (status: object) => ({
  id: 'moby.buildkit.trace',
  aux: Buffer.from(statusType.encode(statusType.fromObject(status)).finish()).toString('base64'),
});
const started = Buffer.from([8, 1]);
const log = (text: string) => ({ vertex: 'a', stream: 1, msg: Buffer.from(text) });

function heard(...messages: unknown[]): { text: string; output: BuildOutput } {
  let text = '';
  const output = new BuildOutput((more) => (text += more));
  for (const message of messages) output.add(message);
  return { text, output };
}

describe('what the engine says while it builds', () => {
  it('is told by BuildKit as steps, each once as it begins, and what they write', () => {
    const step = { digest: 'a', name: '[2/3] RUN npm ci', started };
    const { text } = heard(
      trace({ vertexes: [{ ...step, started: undefined }] }),
      trace({ vertexes: [{ digest: 'i', name: '[internal] load remote build context', started }, step] }),
      trace({ vertexes: [step], logs: [log('added 3 '), log('packages\n')] }),
      trace({ vertexes: [{ digest: 'b', name: '[3/3] COPY . .', started, cached: true }] }),
    );
    assert.equal(text, '[2/3] RUN npm ci\nadded 3 packages\n[3/3] COPY . . (cached)\n');
  });

  it('ends with the exit status of the step that failed, whichever builder says it', () => {
    const kit = { error: 'executor failed running [/bin/sh -c exit 3]: exit code: 3', errorDetail: {} };
    assert.equal(heard(kit).output.error?.code, 3);
    assert.equal(heard({ error: 'failed', errorDetail: { code: 4 } }).output.error?.code, 4);
    assert.equal(heard({ error: 'unknown instruction: NOPE' }).output.error?.code, null);
  });

  it('may be anything: what cannot be read says nothing', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.anything(), fc.record({ id: fc.constant('moby.buildkit.trace'), aux: fc.anything() })),
        (message) => {
          heard(message);
        },
      ),
    );
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        heard({ id: 'moby.buildkit.trace', aux: Buffer.from(bytes).toString('base64') });
      }),
    );
  });
});
