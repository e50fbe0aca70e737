import path from 'node:path';
import { AssayError } from '../engine/domain/errors.ts';
import { runSupervised } from '../engine/processes/supervised-process.ts';
import type { ToolEnvironment } from './tool-adapter.ts';

export interface ToolCommand {
  command: string;
  args: readonly string[];
  cwd: string;
  env?: Readonly<Record<string, string>>;
  /** Exit codes that mean that the tool did its work. */
  okCodes: readonly number[];
}

// What the operating system needs; no NODE_OPTIONS, no settings of any tool.
const passedOn = [
  'PATH',
  'SystemRoot',
  'windir',
  'COMSPEC',
  'PATHEXT',
  'TEMP',
  'TMP',
  'TMPDIR',
  'LANG',
  'LC_ALL',
];

const maxOutputBytes = 64_000_000;

/**
 * Runs a tool to its end, in a process group that ends with this program, with a home folder in the cache.
 * @throws AssayError `tool_failed` with the tool's own words as detail when its exit code is none of `okCodes`
 */
export async function runToolProcess(
  environment: ToolEnvironment,
  { command, args, cwd, env, okCodes }: ToolCommand,
  signal: AbortSignal,
): Promise<{ stdout: string; stderr: string }> {
  const inherited = Object.fromEntries(
    passedOn.filter((name) => process.env[name] !== undefined).map((name) => [name, process.env[name]]),
  );
  const home = path.join(environment.cacheDir, 'home');
  const outcome = await runSupervised(
    environment.installation,
    { command, args, cwd, env: { ...inherited, HOME: home, USERPROFILE: home, ...env } },
    // The caller's signal carries the time limit.
    { signal, timeoutMs: 2 ** 31 - 1, maxOutputBytes },
  );
  const name = path.basename(command);
  if (outcome.error !== null) {
    throw new AssayError('tool_failed', `${name} could not be started: ${outcome.error}`);
  }
  if (outcome.code === null || !okCodes.includes(outcome.code)) {
    const how = outcome.code === null ? `was ended by ${outcome.signal}` : `ended with code ${outcome.code}`;
    const said = (outcome.stderr || outcome.stdout).trim();
    throw new AssayError('tool_failed', `the tool ${how}: ${said.slice(0, 300) || 'it said nothing'}`, {
      detail: said.slice(-8_000),
    });
  }
  return outcome;
}

/** @throws AssayError `tool_failed` when a tool's output is not JSON */
export function parseToolJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AssayError('tool_failed', `the tool's output is not JSON: ${text.slice(0, 200) || '(empty)'}`, {
      cause,
      detail: text.slice(0, 8_000),
    });
  }
}
