import type { Reader } from '../store.ts';

export interface AnswerRow {
  attemptId: number;
  /** Of the job's attempts, from 1. */
  attempt: number;
  step: string;
  requestBlob: string;
  answerBlob: string;
  createdAt: number;
}

/** All that models have answered for a job, in the order they did. */
export async function listAnswers(db: Reader, jobId: number): Promise<AnswerRow[]> {
  return db
    .selectFrom('answers')
    .innerJoin('attempts', 'attempts.id', 'answers.attempt_id')
    .select([
      'answers.attempt_id as attemptId',
      'attempts.number as attempt',
      'answers.step as step',
      'answers.request_blob as requestBlob',
      'answers.answer_blob as answerBlob',
      'answers.created_at as createdAt',
    ])
    .where('answers.job_id', '=', jobId)
    .orderBy('answers.id')
    .execute();
}
