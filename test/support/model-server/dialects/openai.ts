import { event, messagesOf } from './dialect.ts';
import type { Dialect, Finish, Usage } from './dialect.ts';

const reasons: Readonly<Record<Finish, string>> = {
  stop: 'stop',
  length: 'length',
  refused: 'content_filter',
};

const usageOf = ({ input, output }: Usage) => ({
  prompt_tokens: input,
  completion_tokens: output,
  total_tokens: input + output,
});

const chunk = (id: string, model: string, delta: object, finish: string | null, more: object = {}) =>
  event({
    ...{ id, model, object: 'chat.completion.chunk', created: 1_750_000_000 },
    choices: [{ index: 0, delta, finish_reason: finish }],
    ...more,
  });

export const openAi: Dialect = {
  chatPath: '/chat/completions',
  modelsPath: '/models',
  streamType: 'text/event-stream',
  messages: (body) => messagesOf(body['messages']),
  streams: (body) => body['stream'] === true,
  start: (id, model) => chunk(id, model, { role: 'assistant', content: '' }, null),
  keepAlive: ': keep-alive\n\n',
  delta: (id, model, text) => chunk(id, model, { content: text }, null),
  end(id, model, finish, usage) {
    const last = { id, model, object: 'chat.completion.chunk', created: 1_750_000_000, choices: [] };
    return `${chunk(id, model, {}, reasons[finish])}${event({ ...last, usage: usageOf(usage) })}data: [DONE]\n\n`;
  },
  whole: (id, model, text, finish, usage) => ({
    ...{ id, model, object: 'chat.completion', created: 1_750_000_000 },
    choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: reasons[finish] }],
    usage: usageOf(usage),
  }),
  error: (status, message) => ({ error: { message, type: null, param: null, code: status } }),
  errorInStream: (code, message) => event({ error: { message, type: null, param: null, code } }),
  wrongPart: 'data: {"id": oops\n\n',
  models: (names) => ({
    object: 'list',
    data: names.map((id) => ({ id, object: 'model', created: 1_750_000_000, owned_by: 'lab' })),
  }),
};

/** OpenRouter: comments while it waits for who answers, and what it has cost. */
export const openRouter: Dialect = {
  ...openAi,
  keepAlive: ': OPENROUTER PROCESSING\n\n',
  end(id, model, finish, usage) {
    const last = { id, model, object: 'chat.completion.chunk', created: 1_750_000_000, provider: 'Lab' };
    const counted = { ...usageOf(usage), ...(usage.costUsd === undefined ? {} : { cost: usage.costUsd }) };
    const choices = [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }];
    return `${chunk(id, model, {}, reasons[finish])}${event({ ...last, choices, usage: counted })}data: [DONE]\n\n`;
  },
  error: (status, message) => ({ error: { message, code: status } }),
  errorInStream: (code, message) =>
    event({
      ...{ id: 'gen-error', object: 'chat.completion.chunk', error: { code, message } },
      choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }],
    }),
  models: (names) => ({
    data: names.map((id) => ({
      ...{ id, name: `The ${id}`, created: 1_750_000_000, context_length: 128_000 },
      pricing: { prompt: '0.000001', completion: '0.000002' },
      top_provider: { max_completion_tokens: 16_384 },
    })),
  }),
  others: { '/key': { data: { label: 'test', usage: 1.5, limit: null, is_free_tier: false } } },
};
