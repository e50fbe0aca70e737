import { assumedOutputTokens, median } from '../../domain/estimate.ts';
import type { ExpectedOutput } from '../../domain/estimate.ts';
import type { Reader } from '../store.ts';

/** So many of the newest answers tell what the next one takes. */
const looked = 101;

/** What an answer of this model for this template may take: the median of what earlier ones took. */
export async function expectedOutput(db: Reader, model: string, template: string): Promise<ExpectedOutput> {
  for (const basis of ['template', 'model'] as const) {
    let query = db
      .selectFrom('jobs')
      .innerJoin('answers', 'answers.job_id', 'jobs.id')
      .select('output_tokens')
      .where('jobs.model', '=', model)
      .where('answers.step', '=', 'generate')
      .where('output_tokens', 'is not', null);
    if (basis === 'template') query = query.where('jobs.template', '=', template);
    const rows = await query.orderBy('jobs.id', 'desc').orderBy('answers.id', 'desc').limit(looked).execute();
    const tokens = median(rows.map((row) => row.output_tokens!));
    if (tokens !== null) return { tokens, basis, answers: rows.length };
  }
  return { tokens: assumedOutputTokens, basis: 'assumed', answers: 0 };
}
