import type { AnswerBlobs, AnswerKey, AnswerLedger, RecordedAnswer } from '../domain/answers.ts';
import { isLocalProvider } from '../domain/capabilities.ts';
import type { ErrorClass } from '../domain/errors.ts';
import { nanoUsd } from '../domain/usage.ts';
import type { Store } from './store.ts';

/** A later call of the attempt has failed so: nobody has found anything wrong with the answers before it. */
const callFailures: readonly ErrorClass[] = [
  'transient',
  'rate_limited',
  'timeout',
  'budget',
  'auth',
  'misconfigured',
];

/** The record of what models were asked and answered, in the store. */
export class StoredAnswerLedger implements AnswerLedger {
  readonly #store: Pick<Store, 'read' | 'write'>;
  readonly #now: () => number;

  constructor(store: Pick<Store, 'read' | 'write'>, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  find(key: AnswerKey): Promise<AnswerBlobs | null> {
    return this.#store.read(async (db) => {
      const row = await db
        .selectFrom('answers')
        .innerJoin('attempts', 'attempts.id', 'answers.attempt_id')
        .select(['request_blob', 'answer_blob'])
        .where('answers.job_id', '=', key.jobId)
        .where('step', '=', key.step)
        // The answer of an attempt that ended before it was judged is its successor's: it was paid for and not used.
        // One that an attempt used to its end, and failed with, is not.
        .where((eb) =>
          eb.or([
            eb('attempt_id', '=', key.attemptId),
            eb('attempts.status', 'in', ['interrupted', 'cancelled']),
            eb('attempts.error_class', 'in', callFailures),
          ]),
        )
        .where((eb) =>
          eb.not(
            eb.exists(
              eb
                .selectFrom('attempts as later')
                .select('later.id')
                .where('later.job_id', '=', key.jobId)
                .where((or) =>
                  or.or([
                    or('later.status', '=', 'succeeded'),
                    or.and([
                      or('later.status', '=', 'failed'),
                      or('later.error_class', 'not in', callFailures),
                    ]),
                  ]),
                )
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

  record(key: AnswerKey, answer: RecordedAnswer): Promise<void> {
    return this.#store.write(async (tx) => {
      const { provider } = await tx
        .selectFrom('jobs')
        .select('provider')
        .where('id', '=', key.jobId)
        .executeTakeFirstOrThrow();
      const { usage, cost } = answer;
      await tx
        .insertInto('answers')
        .values({
          pipeline_id: key.pipelineId,
          job_id: key.jobId,
          attempt_id: key.attemptId,
          step: key.step,
          request_blob: answer.requestBlob,
          answer_blob: answer.answerBlob,
          created_at: this.#now(),
          input_tokens: usage && Math.round(usage.inputTokens),
          output_tokens: usage && Math.round(usage.outputTokens),
          cost_nano_usd: cost && nanoUsd(cost.usd),
          cost_basis: isLocalProvider(provider) ? null : (cost?.basis ?? 'unknown'),
        })
        .execute();
    });
  }
}
