import type http from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Dialect } from './dialects/dialect.ts';
import type { Trouble } from './trouble.ts';

export interface Asked {
  id: string;
  model: string;
  streams: boolean;
  answer: string;
  usage: { input: number; costUsd: number | undefined };
}

const partLength = 200;

/** Answers one call as its trouble says. */
export async function reply(
  response: http.ServerResponse,
  dialect: Dialect,
  trouble: Trouble,
  asked: Asked,
): Promise<void> {
  const { headers = {} } = trouble;
  if (trouble.delayMs) await wait(trouble.delayMs);
  if (trouble.hang === 'before') return;
  if (trouble.breakOff === 'before') {
    response.socket?.resetAndDestroy();
    return;
  }
  if (trouble.status !== undefined || trouble.body !== undefined) {
    const { status = 200, contentType = 'application/json', message = 'The server has said no.' } = trouble;
    const body = trouble.body ?? JSON.stringify(dialect.error(status, message));
    response.writeHead(status, { 'content-type': contentType, ...headers }).end(body);
    return;
  }
  const { id, model } = asked;
  const finish = trouble.finish ?? 'stop';
  const usage = { ...asked.usage, output: Math.ceil(asked.answer.length / 4) };
  if (!asked.streams) {
    const whole = dialect.whole(id, model, asked.answer, finish, usage);
    response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(whole));
    return;
  }
  response.writeHead(200, { 'content-type': dialect.streamType, ...headers });
  await stream(response, dialect, trouble, asked);
  if (response.destroyed || trouble.hang || trouble.breakOff) return;
  response.end(dialect.end(id, model, finish, usage));
}

async function stream(
  response: http.ServerResponse,
  dialect: Dialect,
  trouble: Trouble,
  { id, model, answer }: Asked,
): Promise<void> {
  const send = async (part: string) => {
    if (!response.destroyed && part !== '' && !response.write(part)) await drained(response);
  };
  const inMiddle = async (at: 'first' | 'middle') => {
    if (trouble.errorInStream?.at === at) {
      await send(dialect.errorInStream(trouble.errorInStream.code, trouble.errorInStream.message));
    }
    if (trouble.wrongJson === at) await send(dialect.wrongPart);
  };
  await send(dialect.keepAlive);
  await inMiddle('first');
  await send(dialect.start(id, model));
  const parts = answer.match(new RegExp(`[^]{1,${partLength}}`, 'g')) ?? [];
  for (const [index, part] of parts.entries()) {
    if (response.destroyed) return;
    await send(dialect.delta(id, model, part));
    if (trouble.partDelayMs) await wait(trouble.partDelayMs);
    if (index !== Math.floor(parts.length / 2)) continue;
    await send(dialect.keepAlive);
    await inMiddle('middle');
    if (trouble.hang) return;
    if (trouble.breakOff === 'reset') response.socket?.resetAndDestroy();
    if (trouble.breakOff === 'end') response.end();
    if (trouble.breakOff) return;
  }
  const filling = 'x'.repeat(64 * 1024);
  for (let sent = 0; sent < (trouble.hugeBytes ?? 0) && !response.destroyed; sent += filling.length) {
    await send(dialect.delta(id, model, filling));
  }
}

function drained(response: http.ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}
