import type { JsonObject } from './items.ts';
import { createRecord } from './make-records.ts';
import type { PlannedEndpoint } from './plan.ts';
import type { TestRecord } from './records.ts';
import { answerPhrase, isRefused } from './refusals.ts';
import type { TestRun } from './run.ts';

/** What people write, and what ends a text in SQL, JSON or HTML where somebody joined one by hand. */
const odd = `Zo\u00eb's "50 %" \u{1f388}`;

/** A text is taken as it is, or refused, whatever its characters. */
export async function checkTexts(run: TestRun, planned: PlannedEndpoint): Promise<void> {
  const account = run.actorFor(planned);
  const made = run.records.alive.filter(({ requirement }) => requirement === planned.requirement);
  // What was changed since may have other words in its texts.
  const texts = made.map(oddTexts).find((some) => Object.keys(some).length > 0);
  if (account === undefined || !texts) return;
  const creation = await createRecord(run, planned, account, texts);
  if (!creation || isRefused(creation.exchange)) return;
  const { judgement, exchange, sent } = creation;
  if (judgement.result === 'works') return run.checkEcho(planned, sent, judgement.answer, exchange);
  run.wrong(planned, `It ${answerPhrase(exchange)} to texts with quotes and accents.`, exchange);
}

/** For the fields in which any words may stand. */
function oddTexts({ expected, word, entity }: TestRecord): JsonObject {
  const fields = Object.entries(expected).flatMap(([key, value]): [string, string][] => {
    const field = entity?.fields.get(key);
    if (field?.kind !== 'text' || field.unique || field.writeOnly || typeof value !== 'string') return [];
    const text = `${value} ${odd}`;
    const isProse = word !== '' && value.toLowerCase().includes(word);
    return isProse && text.length <= (field.max ?? text.length) ? [[key, text]] : [];
  });
  return Object.fromEntries(fields);
}
