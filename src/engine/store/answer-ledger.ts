import type { AnswerKey, AnswerLedger } from '../domain/answers.ts';
import type { Store } from './store.ts';

/** The record of what models were asked and answered, in the store. */
export class StoredAnswerLedger implements AnswerLedger {
  readonly #store: Pick<Store, 'read' | 'write'>;
  readonly #now: () => number;

  constructor(store: Pick<Store, 'read' | 'write'>, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  find(key: AnswerKey): Promise<{ requestBlob: string; answerBlob: string } | null> {
    return this.#store.read(async (db) => {
      const row = await db
        .selectFrom('answers')
        .innerJoin('attempts', 'attempts.id', 'answers.attempt_id')
        .select(['request_blob', 'answer_blob'])
        .where('answers.job_id', '=', key.jobId)
        .where('step', '=', key.step)
        // The answer of an attempt that was interrupted or cancelled is its successor's: it was paid for and not
        // used. One that an attempt used to its end, and failed with, is not.
        .where((eb) =>
          eb.or([
            eb('attempt_id', '=', key.attemptId),
            eb('attempts.status', 'in', ['interrupted', 'cancelled']),
          ]),
        )
        .where((eb) =>
          eb.not(
            eb.exists(
              eb
                .selectFrom('attempts as later')
                .select('later.id')
                .where('later.job_id', '=', key.jobId)
                .where('later.status', 'in', ['failed', 'succeeded'])
                .whereRef('later.number', '>', 'attempts.number'),
            ),
          ),
        )
        .orderBy('answers.id', 'desc')
        .limit(1)
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
