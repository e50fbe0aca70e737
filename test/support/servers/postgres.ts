import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { programInPath } from './programs.ts';
import { ServerProcess } from './server-process.ts';
import { untilAnswers } from './server.ts';
import type { Server } from './server.ts';

const run = promisify(execFile);
/** What PostgreSQL runs as where we are root, which it refuses to be. */
const otherUser = 'postgres';

/** @returns the absolute path of the server's program. @throws Error when there is none and none can be had */
export const findPostgres = (): Promise<string> =>
  programInPath('postgres', ['/usr/lib/postgresql/*/bin'], 'postgresql');

/** A PostgreSQL with its own defaults, on a socket in its own folder. */
export class PostgresServer implements Server {
  readonly #folder: string;
  readonly #bin: string;
  readonly #settings: readonly string[];
  #process: ServerProcess | null = null;
  #killed: number[] = [];

  private constructor(folder: string, bin: string, settings: readonly string[]) {
    this.#folder = folder;
    this.#bin = bin;
    this.#settings = settings;
  }

  /**
   * @param folder is made; every user may enter the folder that it lies in
   * @param settings each as `fsync=off`, over the defaults
   * @throws Error when there is no PostgreSQL and none can be had
   */
  static async prepare(folder: string, settings: readonly string[] = []): Promise<PostgresServer> {
    const program = await findPostgres();
    await mkdir(folder);
    const server = new PostgresServer(folder, path.dirname(program), settings);
    if (process.getuid?.() === 0) {
      const { stdout } = await run('id', ['-u', otherUser]);
      await chown(folder, Number(stdout), -1);
    }
    await server.#run('initdb', [
      ...['-D', server.#data, '-U', 'assay', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-instructions'],
    ]);
    return server;
  }

  get #data(): string {
    return path.join(this.#folder, 'data');
  }

  /** A program of PostgreSQL's, not as root. */
  #as(name: string, args: string[]): [string, string[]] {
    const program = path.join(this.#bin, name);
    if (process.getuid?.() !== 0) return [program, args];
    return ['setpriv', [`--reuid=${otherUser}`, `--regid=${otherUser}`, '--clear-groups', program, ...args]];
  }

  async #run(name: string, args: string[]): Promise<void> {
    const [command, whole] = this.#as(name, args);
    await run(command, whole, { cwd: this.#folder });
  }

  connectionString(database: string): string {
    return `postgresql://assay@/${database}?host=${encodeURIComponent(this.#folder)}`;
  }

  async start(): Promise<number> {
    const settings = this.#settings.flatMap((setting) => ['-c', setting]);
    const [command, args] = this.#as('postgres', [
      '-D',
      this.#data,
      '-k',
      this.#folder,
      '-h',
      '',
      ...settings,
    ]);
    await this.#untilForgotten();
    const server = (this.#process = new ServerProcess(command, args, this.#folder));
    return untilAnswers('PostgreSQL', () => this.#answers(), server);
  }

  /** A killed server's processes go one after the other, and while one of them is there no other server starts. */
  async #untilForgotten(): Promise<void> {
    while (this.#killed.some((pid) => existsSync(`/proc/${pid}`))) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async #answers(): Promise<boolean> {
    try {
      await this.query('SELECT 1');
      return true;
    } catch (error) {
      // No socket yet, or `the database system is starting up`; anything else is told by the process.
      if (error instanceof Error && 'code' in error) return false;
      throw error;
    }
  }

  async query(sql: string): Promise<void> {
    const client = new pg.Client({ connectionString: this.connectionString('postgres') });
    client.on('error', () => undefined);
    await client.connect();
    await client.query(sql);
    await client.end();
  }

  /** Ends it and all its processes, and leaves no shared memory; connections break, data is not saved. */
  async stop(): Promise<void> {
    await this.#run('pg_ctl', ['stop', '-D', this.#data, '-m', 'immediate', '-w']);
    await this.#process?.kill();
  }

  async kill(): Promise<void> {
    this.#killed = await this.#processes();
    await this.#process?.kill();
  }

  /** The server's first process and those that it has started. */
  async #processes(): Promise<number[]> {
    const first = parseInt(await readFile(path.join(this.#data, 'postmaster.pid'), 'utf8'), 10);
    const { stdout } = await run('ps', ['-o', 'pid=', '--ppid', String(first)]);
    return [first, ...stdout.trim().split(/\s+/).map(Number)];
  }
}
