import { AssayError } from '../../domain/errors.ts';
import type { AnswerReading } from './answer-reading.ts';
import { withoutMarks } from './join-blocks.ts';
import { findOpenEnd } from './open-end.ts';
import { quoteOf } from './overlaps.ts';

/**
 * What to ask, as the user, so that a model goes on with an answer that was cut off: where it stopped, by the last
 * lines of it, and how to begin so that both parts can be joined.
 * @param text the answer so far
 * @throws AssayError `bug` when the answer is whole
 */
export function continuationRequest(reading: AnswerReading, text: string): string {
  const { truncated, files } = reading;
  if (truncated === null) throw new AssayError('bug', 'An answer that is whole has no continuation.');
  const done = [...files.keys()];
  const others =
    done.length === 0
      ? 'After it give all other files of the app'
      : `These files are complete; do not repeat them: ${done.map((path) => `\`${path}\``).join(', ')}. Then give the files that are still missing`;
  const asBefore = `${others}, each as a whole and in the same format as before. Write nothing else.`;
  const end = findOpenEnd(text);
  if (end.within === 'thinking') {
    return 'Your answer was cut off before it began. Answer now, without further thinking, in the format that was asked for.';
  }
  if (end.within === 'block' && truncated.path !== null) {
    const quote = quoteOf(withoutMarks(end.body, end.block.fence));
    const longest = Math.max(2, ...(quote.match(/`{3,}/g) ?? []).map((run) => run.length));
    const fence = '`'.repeat(Math.max(longest + 1, end.block.fence.length));
    const language = end.block.name.language;
    return [
      `Your answer was cut off inside the file \`${truncated.path}\`. Go on with it. Begin with exactly these lines, which`,
      'repeat the last ones of your answer, and write the rest of the file after them, in the same block:',
      '',
      `${fence}${language}${language === '' ? '' : ' '}path=${truncated.path}`,
      quote,
      '',
      `End the block with a line of exactly ${fence}. ${asBefore}`,
    ].join('\n');
  }
  if (end.within === 'json') return literally(text);
  if (end.within === 'tag' || end.within === 'block') return literally(end.body);
  const after = done.length === 0 ? 'before its first file' : `after the file \`${done.at(-1)!}\``;
  return `Your answer was cut off ${after}. ${asBefore.replace('Then give', 'Give').replace('After it give', 'Give')}`;
}

function literally(body: string): string {
  return [
    'Your answer was cut off. Go on with exactly the next character, with no words and no block before it.',
    'These were its last characters:',
    '',
    quoteOf(body),
  ].join('\n');
}
