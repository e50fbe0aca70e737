import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Log } from 'sarif';
import { z } from 'zod';
import { AssayError } from '../../engine/domain/errors.ts';
import type { ToolAdapter, ToolEnvironment, ToolRequest } from '../tool-adapter.ts';

const expectedSchema = z.strictObject({
  /** Each must be found. */
  found: z.array(z.strictObject({ rule: z.string(), file: z.string(), line: z.int() })).min(1),
  /** In these files nothing may be found: a tool that reports everything is broken, too. */
  clean: z.array(z.string()),
});

/**
 * Runs a tool that reads source on `canaries/<tool>/app` and compares with `expected.json` beside it.
 * @throws AssayError `tool_failed` that names what was not found
 */
export async function checkSourceCanary(
  adapter: ToolAdapter,
  environment: ToolEnvironment,
  signal: AbortSignal,
): Promise<void> {
  const folder = canaryFolder(adapter, environment);
  const expected = expectedSchema.parse(
    JSON.parse(await readFile(path.join(folder, 'expected.json'), 'utf8')),
  );
  const output = await adapter.run(sourceRequest(path.join(folder, 'app')), environment, signal);
  const places = placesOf(output.sarif);
  const missed = expected.found.filter(
    ({ rule, file, line }) => !places.some((at) => at.rule === rule && at.file === file && at.line === line),
  );
  if (missed.length > 0) {
    const list = missed.map(({ rule, file, line }) => `${rule} at ${file}:${line}`).join(', ');
    throw new AssayError(
      'tool_failed',
      `It did not find ${missed.length} of ${expected.found.length} known defects of its canary: ${list}.`,
    );
  }
  const extra = places.find((at) => expected.clean.includes(at.file));
  if (extra) {
    throw new AssayError(
      'tool_failed',
      `It reported ${extra.rule} in ${extra.file} of its canary, where nothing is wrong.`,
    );
  }
}

export function canaryFolder(adapter: Pick<ToolAdapter, 'name'>, environment: ToolEnvironment): string {
  return path.join(environment.assetsDir, 'canaries', adapter.name);
}

function sourceRequest(sourceDir: string): ToolRequest {
  return {
    sourceDir,
    baseUrl: null,
    healthPath: '/',
    template: null,
    options: { toolTimeoutMs: 60_000, performanceDurationMs: 1_000, performanceConnections: 1 },
  };
}

function placesOf(sarif: Log | null): { rule: string; file: string; line: number }[] {
  return (sarif?.runs[0]?.results ?? []).map((result) => {
    const place = result.locations?.[0]?.physicalLocation;
    return {
      rule: result.ruleId ?? '',
      file: decodeURIComponent(place?.artifactLocation?.uri ?? ''),
      line: place?.region?.startLine ?? 0,
    };
  });
}
