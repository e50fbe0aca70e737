/** `node:net` as far as owners of state folders use it: who listens, and whether anybody does. All are of one process. */
import { EventEmitter } from 'node:events';

const listeners = new Map<string, Listener>();

export function replace(): Record<string, unknown> {
  return { createServer: () => new Listener(), connect };
}

/** As the system does with the sockets of a process that has ended. */
export function closeAllSockets(): void {
  listeners.clear();
}

class Listener extends EventEmitter {
  #address = '';

  listen(address: string, listening: () => void): this {
    this.#address = address;
    listeners.set(address, this);
    queueMicrotask(listening);
    return this;
  }

  close(closed?: () => void): this {
    if (listeners.get(this.#address) === this) listeners.delete(this.#address);
    if (closed) queueMicrotask(closed);
    return this;
  }

  unref(): this {
    return this;
  }
}

function connect(address: string): EventEmitter {
  const connection = Object.assign(new EventEmitter(), { destroy: () => undefined });
  const answered = listeners.has(address);
  queueMicrotask(() => {
    if (answered) connection.emit('connect');
    else connection.emit('error', Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
  });
  return connection;
}
