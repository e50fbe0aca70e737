import { createInterface } from 'node:readline/promises';

/** Whether a question would be seen and could be answered. */
export const isSomebodyThere = (): boolean => process.stdin.isTTY && process.stderr.isTTY;

/** Asks for yes or no; whatever is no yes is a no. */
export async function ask(question: string, stopped: AbortSignal): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl+C and the end of the input are no answer, so no consent.
  const ended = new AbortController();
  lines.once('close', () => ended.abort());
  try {
    const signal = AbortSignal.any([stopped, ended.signal]);
    const answer = await lines.question(`${question} [y/N] `, { signal });
    return /^y(es)?$/i.test(answer.trim());
  } catch (error) {
    if (stopped.aborted || ended.signal.aborted) return false;
    throw error;
  } finally {
    lines.close();
  }
}
