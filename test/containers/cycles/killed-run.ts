import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import path from 'node:path';
import type { Readable } from 'node:stream';
import type Dockerode from 'dockerode';
import { projectRoot } from '../../support/project.ts';

/** What a run is killed in the middle of. */
export const phases = ['beginning', 'building', 'creating', 'starting', 'measuring', 'removing'] as const;
export type Phase = (typeof phases)[number];

export interface Plan {
  phase: Phase;
  /** The how-manieth moment of that kind. */
  moment: number;
  /** After it. */
  delayMs: number;
}

export type End = { killed: true; afterMs: number; came: boolean } | { killed: false; status: number | null };

/** What the kind of moment is known by: an event of a container of ours, or the log. */
const events: Partial<Record<Phase, readonly string[]>> = {
  creating: ['create app', 'create forwarder'],
  starting: ['start app', 'start forwarder'],
  measuring: ['start forwarder'],
  removing: ['kill app', 'die app', 'destroy app', 'destroy forwarder'],
};
/** A step of either builder, as the log has it. */
const buildStep = /\[(?:[\w-]+ )?\d+\/\d+\] |\bStep \d+\/\d+ :/;
/** A moment of that kind may not come any more. */
const patienceMs = 15_000;

/**
 * Runs `assay` as a process of its own until it ends, or kills it as planned.
 * @param plan null: it is left to its end
 */
export async function runAndKill(
  args: readonly string[],
  { client, state, cwd, plan }: { client: Dockerode; state: string; cwd: string; plan: Plan | null },
): Promise<End> {
  const wanted = plan === null ? [] : (events[plan.phase] ?? []);
  const stream = plan === null ? null : await engineEvents(client, state);
  const startedAt = Date.now();
  const child = start(args, cwd);
  let moments = 0;
  let came = false;
  let timer: NodeJS.Timeout | null = null;
  const killIn = (milliseconds: number) => {
    timer ??= setTimeout(() => child.kill('SIGKILL'), milliseconds);
  };
  const moment = () => {
    if (++moments !== plan!.moment) return;
    came = true;
    killIn(plan!.delayMs);
  };
  const patience = plan === null ? null : setTimeout(() => killIn(0), patienceMs);
  if (plan?.phase === 'beginning') {
    came = true;
    killIn(plan.delayMs);
  }
  stream?.on('event', (event: string) => {
    if (wanted.includes(event)) moment();
  });
  createInterface({ input: child.stderr! }).on('line', (line) => {
    if (plan?.phase === 'building' && buildStep.test(line)) moment();
  });
  const [status, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (...how) => resolve(how));
  });
  for (const each of [timer, patience]) if (each !== null) clearTimeout(each);
  stream?.destroy();
  if (signal === 'SIGKILL') return { killed: true, afterMs: Date.now() - startedAt, came };
  return { killed: false, status };
}

function start(args: readonly string[], cwd: string): ChildProcess {
  const dieWithParent = path.join(projectRoot, 'scripts', 'setup', 'die-with-parent.cjs');
  const program = ['--require', dieWithParent, path.join(projectRoot, 'dist', 'cli.cjs')];
  const child = spawn(process.execPath, [...program, ...args], {
    cwd,
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  child.on('message', () => undefined);
  return child;
}

/** A stream that tells `event`: "create app", "die forwarder". */
async function engineEvents(client: Dockerode, state: string): Promise<Readable> {
  const filters = { type: ['container' as const], label: [`assay.state=${state}`] };
  const stream: Readable = (await client.getEvents({ filters })) as never;
  createInterface({ input: stream }).on('line', (line) => {
    const { Action, Actor } = JSON.parse(line) as {
      Action: string;
      Actor: { Attributes: Record<string, string> };
    };
    stream.emit('event', `${Action} ${Actor.Attributes['assay.role']}`);
  });
  stream.on('error', () => undefined);
  return stream;
}
