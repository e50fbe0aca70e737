/** `node:net` as far as owners of state folders use it. Each process has ended before the next one calls: nobody answers. */
import { EventEmitter } from 'node:events';

export function replace(): Record<string, unknown> {
  return { createServer: () => new Listener(), connect };
}

class Listener extends EventEmitter {
  listen(_address: string, listening: () => void): this {
    queueMicrotask(listening);
    return this;
  }

  close(closed?: () => void): this {
    if (closed) queueMicrotask(closed);
    return this;
  }

  unref(): this {
    return this;
  }
}

function connect(): EventEmitter {
  const connection = Object.assign(new EventEmitter(), { destroy: () => undefined });
  queueMicrotask(() =>
    connection.emit('error', Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })),
  );
  return connection;
}
