import protobuf from 'protobufjs/light.js';
import { z } from 'zod';

/** What BuildKit calls its messages in the engine's answer. */
export const traceId = 'moby.buildkit.trace';

/** The fields that are told, of `moby.buildkit.v1.StatusResponse`; others are skipped. */
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
        name: { type: 'string', id: 3 },
        cached: { type: 'bool', id: 4 },
        started: { type: 'bytes', id: 5 },
      },
    },
    VertexLog: { fields: { msg: { type: 'bytes', id: 4 } } },
  },
}).lookupType('StatusResponse');

const statusSchema = z.object({
  vertexes: z
    .array(
      z.object({
        digest: z.string().default(''),
        name: z.string().default(''),
        cached: z.boolean().default(false),
        /** Whether it has begun: its time is of no use here. */
        started: z.instanceof(Uint8Array).optional(),
      }),
    )
    .default([]),
  logs: z.array(z.object({ msg: z.instanceof(Uint8Array).default(new Uint8Array()) })).default([]),
});

/** Reads what BuildKit tells of a build, one message after the other. */
export class BuildTrace {
  readonly #told = new Set<string>();

  /**
   * @param aux the message as the engine sends it: a protocol buffer in base64
   * @returns what is new in it, as text for people
   */
  read(aux: string): string {
    const { vertexes, logs } = decode(aux);
    let text = '';
    for (const { digest, name, cached, started } of vertexes) {
      // Its own doings, as reading the context, say nothing to people: steps begin with their number.
      if (started === undefined || !/^\[(?!internal)/.test(name) || this.#told.has(digest)) continue;
      this.#told.add(digest);
      text += `${name}${cached ? ' (cached)' : ''}\n`;
    }
    for (const { msg } of logs) text += Buffer.from(msg).toString('utf8');
    return text;
  }
}

/** What cannot be read tells nothing: the build goes on all the same. */
function decode(aux: string): z.infer<typeof statusSchema> {
  try {
    const message = statusType.decode(Buffer.from(aux, 'base64'));
    return statusSchema.parse(statusType.toObject(message, { arrays: true }));
  } catch {
    return { vertexes: [], logs: [] };
  }
}
