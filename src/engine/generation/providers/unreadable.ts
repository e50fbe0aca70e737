/** What came is not what the protocol has. */
export class UnreadableError extends Error {
  /** What came, as far as it is known. */
  readonly text: string;

  constructor(message: string, text: string, cause: unknown) {
    super(message, { cause });
    this.name = 'UnreadableError';
    this.text = text;
  }
}
