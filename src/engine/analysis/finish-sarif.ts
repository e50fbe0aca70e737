import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Log, Result } from 'sarif';
import type { FileManifest } from '../domain/files.ts';
import { noFindings, severities, severityTableVersion } from '../domain/severity.ts';
import type { Severity, SeverityCounts } from '../domain/severity.ts';
import { codeAt, fingerprint } from './fingerprints.ts';
import type { FingerprintInput } from './fingerprints.ts';
import { placeOf } from './sarif-place.ts';
import type { Place } from './sarif-place.ts';

export interface FinishedSarif {
  sarif: Log;
  /** Of what is charged to the model: findings marked `scaffold` are not in it. */
  counts: SeverityCounts;
}

/**
 * Makes a tool's SARIF the app's record: places outside the source are dropped, paths are relative with
 * `/`, each result has its fingerprints, and findings in files that came with the stack are marked.
 * @param manifest which files are the model's
 */
export async function finishSarif(
  log: Log,
  source: { sourceDir: string; manifest: FileManifest },
): Promise<FinishedSarif> {
  const counts = noFindings();
  const readLines = linesReader(source.sourceDir);
  const runs = await Promise.all(
    log.runs.map(async (run) => {
      const kept = (run.results ?? []).flatMap((result) => {
        const place = placeOf(result, source.sourceDir);
        return place === 'outside' ? [] : [{ result, place }];
      });
      const inputs = await Promise.all(kept.map(({ result, place }) => inputOf(result, place, readLines)));
      const prints = fingerprint(inputs);
      const results = kept.map(({ result, place }, index): Result => {
        const isScaffold = place.kind === 'file' && source.manifest.files[place.path]?.origin === 'scaffold';
        const severity = severityOf(result);
        if (!isScaffold) counts[severity] += 1;
        return {
          ...withPath(result, place),
          partialFingerprints: prints[index]!,
          properties: { ...result.properties, severity, scaffold: isScaffold },
        };
      });
      return { ...run, results, properties: { ...run.properties, severityTableVersion } };
    }),
  );
  return { sarif: { ...log, runs }, counts };
}

export function severityOf(result: Result): Severity {
  const named: unknown = result.properties?.['severity'];
  return severities.find((severity) => severity === named) ?? 'info';
}

async function inputOf(
  result: Result,
  place: Place,
  readLines: (file: string) => Promise<string[]>,
): Promise<FingerprintInput> {
  const ruleId = result.ruleId ?? '';
  const message = result.message.text ?? '';
  if (place.kind !== 'file')
    return { ruleId, path: place.path ?? '', code: place.path ?? '', around: message };
  const lines = await readLines(place.path);
  const { code, around } = codeAt(lines, place.startLine, place.endLine);
  // A place at the end of a file may hold no code at all.
  return { ruleId, path: place.path, code: code || message, around };
}

function linesReader(sourceDir: string): (file: string) => Promise<string[]> {
  const known = new Map<string, Promise<string[]>>();
  return (file) => {
    const lines =
      known.get(file) ??
      readFile(path.join(sourceDir, file), 'utf8').then((text) => text.split(/\r\n|\r|\n/));
    known.set(file, lines);
    return lines;
  };
}

function withPath(result: Result, place: Place): Result {
  const [first, ...rest] = result.locations ?? [];
  if (place.kind !== 'file' || !first?.physicalLocation) return result;
  const uri = place.path.split('/').map(encodeURIComponent).join('/');
  const artifactLocation = { ...first.physicalLocation.artifactLocation, uri };
  return {
    ...result,
    locations: [{ ...first, physicalLocation: { ...first.physicalLocation, artifactLocation } }, ...rest],
  };
}
