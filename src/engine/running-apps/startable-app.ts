import type { AppStartRequest } from '../domain/executors.ts';

/** An app with all that its start needs. */
export interface StartableApp extends AppStartRequest {
  jobId: number;
  pipelineId: number;
  keep: boolean;
  /** Nothing of its analysis is open. */
  analysed: boolean;
}
