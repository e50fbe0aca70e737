import { messagesOf, textOf } from './dialect.ts';
import type { Dialect, Finish } from './dialect.ts';

const reasons: Readonly<Record<Finish, string>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  refused: 'refusal',
};

const named = (type: string, value: object = {}) =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...value })}\n\n`;

const types: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  529: 'overloaded_error',
};

export const anthropic: Dialect = {
  chatPath: '/messages',
  modelsPath: '/models',
  streamType: 'text/event-stream',
  messages(body) {
    const system = textOf(body['system']);
    return [...(system ? [{ role: 'system', content: system }] : []), ...messagesOf(body['messages'])];
  },
  streams: (body) => body['stream'] === true,
  start(id, model) {
    const message = { id, type: 'message', role: 'assistant', model, content: [], stop_reason: null };
    const usage = { input_tokens: 0, output_tokens: 1 };
    const block = named('content_block_start', { index: 0, content_block: { type: 'text', text: '' } });
    return `${named('message_start', { message: { ...message, stop_sequence: null, usage } })}${block}`;
  },
  keepAlive: named('ping'),
  delta: (_id, _model, text) =>
    named('content_block_delta', { index: 0, delta: { type: 'text_delta', text } }),
  end(_id, _model, finish, { input, output }) {
    const delta = { stop_reason: reasons[finish], stop_sequence: null };
    const usage = { input_tokens: input, output_tokens: output };
    return `${named('content_block_stop', { index: 0 })}${named('message_delta', { delta, usage })}${named('message_stop')}`;
  },
  whole: (id, model, text, finish, { input, output }) => ({
    ...{ id, type: 'message', role: 'assistant', model, stop_reason: reasons[finish], stop_sequence: null },
    content: [{ type: 'text', text }],
    usage: { input_tokens: input, output_tokens: output },
  }),
  error: (status, message) => ({ type: 'error', error: { type: types[status] ?? 'api_error', message } }),
  errorInStream: (code, message) => named('error', { error: { type: String(code), message } }),
  wrongPart: 'event: content_block_delta\ndata: {"type": oops\n\n',
  models: (names) => ({
    data: names.map((id) => ({
      ...{ id, type: 'model', display_name: `The ${id}`, created_at: '2025-10-01T00:00:00Z' },
      ...{ max_input_tokens: 200_000, max_tokens: 48_000 },
    })),
    has_more: false,
    last_id: names.at(-1) ?? null,
  }),
};
