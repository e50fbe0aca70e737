import type { AppRecord } from '../../engine/domain/records.ts';

export type AppFilter = 'all' | 'attention';

/** `attention`: apps that lost something, as the pipeline's `needsAttention` counts them. */
export function matches(filter: AppFilter, app: AppRecord): boolean {
  if (filter === 'all') return true;
  return (
    app.jobStatus === 'failed' ||
    app.submissionError !== null ||
    app.mainTaskStatus === 'failed' ||
    app.mainTaskStatus === 'partial_success'
  );
}
