import type { AnswerKey, AnswerLedger } from '../domain/answers.ts';
import type { Store } from './store.ts';

/** The record of what models were asked and answered, in the store. */
export class StoredAnswerLedger implements AnswerLedger {
  readonly #store: Store;
  readonly #now: () => number;

  constructor(store: Store, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  find(key: AnswerKey): Promise<{ requestBlob: string; answerBlob: string } | null> {
    return this.#store.read(async (db) => {
      const row = await db
        .selectFrom('answers')
        .select(['request_blob', 'answer_blob'])
        .where('attempt_id', '=', key.attemptId)
        .where('step', '=', key.step)
        .executeTakeFirst();
      return row ? { requestBlob: row.request_blob, answerBlob: row.answer_blob } : null;
    });
  }

  record(key: AnswerKey, blobs: { requestBlob: string; answerBlob: string }): Promise<void> {
    return this.#store.write(async (tx) => {
      await tx
        .insertInto('answers')
        .values({
          pipeline_id: key.pipelineId,
          job_id: key.jobId,
          attempt_id: key.attemptId,
          step: key.step,
          request_blob: blobs.requestBlob,
          answer_blob: blobs.answerBlob,
          created_at: this.#now(),
        })
        .execute();
    });
  }
}
