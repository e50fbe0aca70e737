import { Uri } from 'vscode';
import type { AppRecord } from '../../engine/domain/records.ts';

export const answerScheme = 'assay-answer';

/** `live`: what a model is writing now; the others: one call that has been answered. */
export type AnswerAddress =
  | { kind: 'live'; jobId: number }
  | { kind: 'answer' | 'prompts'; jobId: number; attempt: number; step: string };

export function answerUri(app: Pick<AppRecord, 'app' | 'model'>, address: AnswerAddress): Uri {
  const name =
    address.kind === 'live' ? 'answer.txt' : `attempt-${address.attempt}-${address.step}-${address.kind}.txt`;
  const query = Object.entries(address).map(([key, value]): [string, string] => [key, String(value)]);
  return Uri.from({
    scheme: answerScheme,
    path: `/${(app.app ?? app.model).replaceAll('/', '-')}/${name}`,
    query: new URLSearchParams(query).toString(),
  });
}

/** @returns null when it is no address of an answer */
export function parseAnswerUri(uri: Uri): AnswerAddress | null {
  const query = new URLSearchParams(uri.query);
  const jobId = Number(query.get('jobId'));
  const kind = query.get('kind');
  if (!Number.isSafeInteger(jobId) || jobId < 1) return null;
  if (kind === 'live') return { kind, jobId };
  const attempt = Number(query.get('attempt'));
  const step = query.get('step');
  if (kind !== 'answer' && kind !== 'prompts') return null;
  return Number.isSafeInteger(attempt) && step ? { kind, jobId, attempt, step } : null;
}
