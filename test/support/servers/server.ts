/** A database server that a test or the bench starts for itself. */
export interface Server {
  /** @returns milliseconds until it answered */
  start(): Promise<number>;
  /** As a crash: at once. */
  kill(): Promise<void>;
}

const probeEveryMs = 2;
const startTimeoutMs = 60_000;

/** Asks again and again until the server answers. @returns the milliseconds that this took */
export async function untilAnswers(
  name: string,
  answers: () => Promise<boolean>,
  process: { ended(): string | null },
): Promise<number> {
  const startedAt = performance.now();
  while (!(await answers())) {
    const ended = process.ended();
    if (ended !== null) throw new Error(`${name} did not start: ${ended}`);
    if (performance.now() - startedAt > startTimeoutMs) {
      throw new Error(`${name} did not answer in ${startTimeoutMs / 1000} s.`);
    }
    await new Promise((resolve) => setTimeout(resolve, probeEveryMs));
  }
  return performance.now() - startedAt;
}
