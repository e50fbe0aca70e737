import { messagesOf } from './dialect.ts';
import type { Dialect, Finish, Usage } from './dialect.ts';

const line = (value: object) => `${JSON.stringify(value)}\n`;
const created_at = '2026-01-01T00:00:00.000Z';

const last = (finish: Finish, { input, output }: Usage) => ({
  done: true,
  // It knows no refusals.
  done_reason: finish === 'length' ? 'length' : 'stop',
  prompt_eval_count: input,
  eval_count: output,
});

export const ollama: Dialect = {
  chatPath: '/chat',
  modelsPath: '/tags',
  streamType: 'application/x-ndjson',
  messages: (body) => messagesOf(body['messages']),
  // Unlike the others, unless told not to.
  streams: (body) => body['stream'] !== false,
  start: () => '',
  keepAlive: '\n',
  delta: (_id, model, text) =>
    line({ model, created_at, message: { role: 'assistant', content: text }, done: false }),
  end: (_id, model, finish, usage) =>
    line({ model, created_at, message: { role: 'assistant', content: '' }, ...last(finish, usage) }),
  whole: (_id, model, text, finish, usage) => ({
    ...{ model, created_at, message: { role: 'assistant', content: text }, ...last(finish, usage) },
  }),
  error: (_status, message) => ({ error: message }),
  errorInStream: (_code, message) => line({ error: message }),
  wrongPart: '{"model": oops\n',
  models: (names) => ({
    models: names.map((name) => ({ name, model: name, modified_at: created_at, size: 1 })),
  }),
};
