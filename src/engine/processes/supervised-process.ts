import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Readable, Writable } from 'node:stream';
import { programPath } from './installation.ts';
import type { Installation } from './installation.ts';
import { markVariable } from './marked-processes.ts';
import { AssayError } from '../domain/errors.ts';

export interface SpawnRequest {
  command: string;
  args: readonly string[];
  cwd: string;
  /** The whole environment: nothing is inherited that is not here. */
  env: Readonly<Record<string, string | undefined>>;
}

export interface ProcessExit {
  /** null when a signal ended it. */
  code: number | null;
  signal: string | null;
  /** The command could not be started; null otherwise. */
  error: string | null;
}

/** A child process with all that it starts; see `supervisor.ts`. */
export interface SupervisedProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Never rejects. Resolves when the whole group is told to end and the output has been read. */
  readonly exited: Promise<ProcessExit>;
  /** Asks the whole group to end in its own way; where there are no signals, ends it. */
  signal(name: 'SIGINT' | 'SIGTERM'): void;
  /** Ends all that it has started at once; resolves when it is gone. Safe to call twice. */
  kill(): Promise<void>;
}

/** What a supervisor may take to end what it supervises. */
const supervisorMs = 500;

/** Starts a command that cannot outlive this process. */
export function spawnSupervised(
  installation: Pick<Installation, 'root' | 'node' | 'nodeEnv'>,
  request: SpawnRequest,
): SupervisedProcess {
  const supervisor = spawn(
    installation.node,
    [programPath(installation, 'supervisor'), request.command, ...request.args],
    {
      cwd: request.cwd,
      env: { ...request.env, ...installation.nodeEnv, [markVariable]: randomUUID() },
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      // A group of its own, so that the group can be ended as one.
      detached: process.platform !== 'win32',
      windowsHide: true,
    },
  );
  const lifeline = supervisor.stdio[3] as Readable & Writable;
  let said = '';
  lifeline.setEncoding('utf8');
  lifeline.on('data', (chunk: string) => (said += chunk));
  // A lifeline cut by the other side is an ordinary end, told by `exited`.
  lifeline.on('error', () => {});
  supervisor.stdin.on('error', () => {});

  let alive = true;
  const exited = new Promise<ProcessExit>((resolve) => {
    supervisor.on('error', (error) => {
      alive = false;
      resolve({ code: null, signal: null, error: error.message });
    });
    // However the supervisor ended: orphans of its group would hold the pipes open for ever.
    supervisor.on('exit', () => {
      if (alive) endGroup(supervisor.pid);
      alive = false;
    });
    supervisor.on('close', (code, signal) => {
      resolve(readExit(said) ?? { code, signal, error: null });
    });
  });

  return {
    stdin: supervisor.stdin,
    stdout: supervisor.stdout,
    stderr: supervisor.stderr,
    exited,
    signal: (name) => {
      if (process.platform === 'win32') lifeline.destroy();
      else if (alive) signalGroup(supervisor.pid, name);
    },
    kill: async () => {
      // The supervisor then ends all of it, also what has left the group; unless it is itself stopped.
      lifeline.destroy();
      const late = setTimeout(() => {
        if (alive) endGroup(supervisor.pid);
      }, supervisorMs);
      await exited;
      clearTimeout(late);
    },
  };
}

function endGroup(pid: number | undefined): void {
  if (process.platform !== 'win32') signalGroup(pid, 'SIGKILL');
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // ESRCH: all of the group are gone already, which is what is wanted.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function readExit(said: string): ProcessExit | null {
  let value: Partial<ProcessExit>;
  try {
    value = JSON.parse(said) as Partial<ProcessExit>;
  } catch {
    // It ended before it could say how.
    return null;
  }
  return { code: value.code ?? null, signal: value.signal ?? null, error: value.error ?? null };
}

/** Runs a command to its end. Output beyond `maxOutputBytes` a stream is dropped. */
export async function runSupervised(
  installation: Pick<Installation, 'root' | 'node' | 'nodeEnv'>,
  request: SpawnRequest,
  options: { signal: AbortSignal; timeoutMs: number; maxOutputBytes: number },
): Promise<ProcessExit & { stdout: string; stderr: string }> {
  options.signal.throwIfAborted();
  const child = spawnSupervised(installation, request);
  child.stdin.end();
  const stdout = collect(child.stdout, options.maxOutputBytes);
  const stderr = collect(child.stderr, options.maxOutputBytes);
  const stop = () => void child.kill();
  const timer = AbortSignal.timeout(options.timeoutMs);
  timer.addEventListener('abort', stop);
  options.signal.addEventListener('abort', stop);
  try {
    const exit = await child.exited;
    if (options.signal.aborted) throw new AssayError('cancelled', `${request.command} was stopped.`);
    if (timer.aborted) {
      throw new AssayError('timeout', `${request.command} took longer than ${options.timeoutMs} ms.`, {
        detail: stderr(),
      });
    }
    return { ...exit, stdout: stdout(), stderr: stderr() };
  } finally {
    timer.removeEventListener('abort', stop);
    options.signal.removeEventListener('abort', stop);
  }
}

/** @returns what came so far, as text */
export function collect(stream: Readable, maxBytes: number): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    if (size < maxBytes) chunks.push(chunk.subarray(0, maxBytes - size));
    size += chunk.length;
  });
  return () => Buffer.concat(chunks).toString('utf8');
}
