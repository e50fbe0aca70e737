import { Uri } from 'vscode';
import type { AppRecord } from '../../engine/domain/records.ts';

export const sourceScheme = 'assay-source';

export interface SourceAddress {
  jobId: number;
  revision: number;
  /** Relative to the app's source, with `/`. */
  path: string;
}

/** @param line from 1; null: the top */
export function sourceUri(app: AppRecord, path: string, line: number | null = null): Uri {
  return Uri.from({
    scheme: sourceScheme,
    path: `/${(app.app ?? app.model).replaceAll('/', '-')}/${path}`,
    query: new URLSearchParams({
      job: String(app.jobId),
      revision: String(app.revision ?? 0),
      path,
    }).toString(),
    ...(line === null ? {} : { fragment: `L${line}` }),
  });
}

/** @returns null when it is not an address of a source file */
export function parseSourceUri(uri: Uri): SourceAddress | null {
  const query = new URLSearchParams(uri.query);
  const jobId = Number(query.get('job'));
  const revision = Number(query.get('revision'));
  const path = query.get('path');
  if (!Number.isSafeInteger(jobId) || !Number.isSafeInteger(revision) || !path) return null;
  return { jobId, revision, path };
}
