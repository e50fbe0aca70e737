export interface ChatMessage {
  role: string;
  content: string;
}

export interface Usage {
  input: number;
  output: number;
  costUsd: number | undefined;
}

export type Finish = 'stop' | 'length' | 'refused';

/** One provider's wire format, from the server's side. Text of streams is sent as it is. */
export interface Dialect {
  /** Where its calls go, under the server's base URL for it. */
  chatPath: string;
  modelsPath: string;
  streamType: string;
  /** The system prompt is a message like the others. */
  messages(body: Record<string, unknown>): ChatMessage[];
  streams(body: Record<string, unknown>): boolean;
  start(id: string, model: string): string;
  /** What a server sends so that nobody takes it for dead. */
  keepAlive: string;
  delta(id: string, model: string, text: string): string;
  end(id: string, model: string, finish: Finish, usage: Usage): string;
  whole(id: string, model: string, text: string, finish: Finish, usage: Usage): object;
  error(status: number, message: string): object;
  errorInStream(code: string | number, message: string): string;
  wrongPart: string;
  models(names: readonly string[]): object;
  /** Other things it answers, by path. */
  others?: Readonly<Record<string, object>>;
}

/** Text, or parts of text, as all but Ollama may have it. */
export function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part: unknown) =>
      typeof part === 'object' && part && 'text' in part && typeof part.text === 'string' ? part.text : '',
    )
    .join('');
}

export function messagesOf(value: unknown): ChatMessage[] {
  if (!Array.isArray(value)) return [];
  return value.map((entry: { role?: unknown; content?: unknown }) => ({
    role: typeof entry.role === 'string' ? entry.role : '',
    content: textOf(entry.content),
  }));
}

export const event = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;
