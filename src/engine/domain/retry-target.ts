/** What a person can ask to be tried again: one app, one subtask, or all of a pipeline that failed. */
export type RetryTarget =
  | { kind: 'app'; jobId: number }
  | { kind: 'subtask'; subtaskId: number }
  | { kind: 'failed'; pipelineId: number };
