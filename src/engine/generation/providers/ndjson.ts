/** The lines of an answer, each a JSON value. @throws UnreadableLineError */
export async function* readLines(response: Response): AsyncGenerator<unknown> {
  if (!response.body) return;
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of response.body as ReadableStream<Uint8Array>) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') yield parseLine(line);
  }
  if (rest.trim() !== '') yield parseLine(rest);
}

/** What came is not what the protocol has. */
export class UnreadableLineError extends Error {
  readonly text: string;

  constructor(text: string, cause: unknown) {
    super('A line of the answer is no JSON.', { cause });
    this.name = 'UnreadableLineError';
    this.text = text;
  }
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new UnreadableLineError(line, cause);
  }
}
