import path from 'node:path';
import type { StatusDocument } from '../../src/engine/domain/status-document.ts';
import { collect } from '../../src/engine/processes/supervised-process.ts';
import type { SupervisedProcess } from '../../src/engine/processes/supervised-process.ts';
import { projectRoot, spawnForTest } from './project.ts';

export interface CliResult {
  status: number | null;
  stdout: string;
  stderr: string;
}

export interface CliRun {
  process: SupervisedProcess;
  result: Promise<CliResult>;
  /** Resolves once stderr holds the text. Rejects when the program ends without it. */
  says(text: string): Promise<void>;
}

const maxOutputBytes = 4 * 1024 * 1024;

/** Starts the built command line in a folder. */
export function startCli(cwd: string, ...args: string[]): CliRun {
  return startProgram(cwd, process.execPath, [path.join(projectRoot, 'dist', 'cli.cjs'), ...args]);
}

export function startProgram(cwd: string, command: string, args: readonly string[]): CliRun {
  const child = spawnForTest({ command, args, cwd, env: { ...process.env, NO_COLOR: '1' } });
  child.stdin.end();
  const stdout = collect(child.stdout, maxOutputBytes);
  const stderr = collect(child.stderr, maxOutputBytes);
  const result = child.exited.then(({ code }) => ({ status: code, stdout: stdout(), stderr: stderr() }));
  const says = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (stderr().includes(text)) resolve();
      };
      child.stderr.on('data', look);
      look();
      void child.exited.then(() => reject(new Error(`It ended without "${text}":\n${stderr()}`)));
    });
  return { process: child, result, says };
}

export function runCli(cwd: string, ...args: string[]): Promise<CliResult> {
  return startCli(cwd, ...args).result;
}

export async function readStatus(cwd: string): Promise<StatusDocument> {
  const { stdout } = await runCli(cwd, 'status', '--json');
  return JSON.parse(stdout) as StatusDocument;
}
