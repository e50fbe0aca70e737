import { mkdir } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { programInPath } from '../../test/support/servers/programs.ts';
import { ServerProcess } from '../../test/support/servers/server-process.ts';
import { untilAnswers } from '../../test/support/servers/server.ts';
import type { Server } from '../../test/support/servers/server.ts';

/** A Redis that syncs every command before it answers, on a socket of its own. */
export class RedisServer implements Server {
  readonly socket: string;
  readonly #folder: string;
  readonly #program: string;
  #process: ServerProcess | null = null;

  private constructor(folder: string, program: string) {
    this.#folder = folder;
    this.#program = program;
    this.socket = path.join(folder, 'redis.sock');
  }

  /** @throws Error when there is none and none can be had */
  static async prepare(folder: string): Promise<RedisServer> {
    const program = await programInPath('redis-server', [], 'redis-server');
    await mkdir(folder);
    return new RedisServer(folder, program);
  }

  async start(): Promise<number> {
    const args = ['--port', '0', '--unixsocket', this.socket, '--dir', this.#folder, '--save', ''];
    args.push('--appendonly', 'yes', '--appendfsync', 'always', '--maxmemory-policy', 'noeviction');
    const server = (this.#process = new ServerProcess(this.#program, args, this.#folder));
    return untilAnswers('Redis', () => answersPing(this.socket), server);
  }

  async kill(): Promise<void> {
    await this.#process?.kill();
  }
}

/** False also while it still reads its file: then it answers with an error. */
function answersPing(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = net.connect(socket, () => connection.write('PING\r\n'));
    connection.once('data', (answer) => {
      connection.destroy();
      resolve(answer.toString().startsWith('+PONG'));
    });
    connection.once('error', () => resolve(false));
  });
}
