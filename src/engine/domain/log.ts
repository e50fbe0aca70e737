export type LogContext = 'INIT' | 'GEN' | 'ANAL' | 'TASK' | 'HEALTH' | 'CLEANUP' | 'PIPE' | 'SHUTDOWN';
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface LogEntry {
  level: LogLevel;
  context: LogContext;
  /** null: concerns the engine, not one pipeline. */
  pipelineId: number | null;
  message: string;
}

/** Where log lines end: an output channel in the editor, stderr in the command line. */
export type LogSink = (entry: LogEntry, line: string) => void;

/** The line as design has it: `[CONTEXT][Pipeline id] message`. */
export function formatLogEntry(entry: LogEntry): string {
  const pipeline = entry.pipelineId === null ? '' : `[Pipeline ${entry.pipelineId}]`;
  return `[${entry.context}]${pipeline} ${entry.message}`;
}

// Shapes of keys that providers hand out, and of headers that carry them.
const secretShapes = [
  /\b(sk-[A-Za-z0-9_-]{12,})/g,
  /\b(?:gh[pousr]_|github_pat_)[A-Za-z0-9_]{16,}/g,
  /(?<=\bBearer\s+)[A-Za-z0-9._~+/-]{12,}=*/gi,
  /(?<=\b(?:api[-_]?key|token|secret|password)["']?\s*[:=]\s*["']?)[^\s"',;&]{6,}/gi,
];

/** Replaces what looks like a secret, and every exact secret given, by `[redacted]`. */
export function redact(text: string, secrets: Iterable<string> = []): string {
  let out = text;
  for (const secret of secrets) {
    if (secret.length >= 6) out = out.replaceAll(secret, '[redacted]');
  }
  for (const shape of secretShapes) out = out.replace(shape, '[redacted]');
  return out;
}

/** The engine's log. Secrets are redacted here, at the one place every line passes. */
export class Log {
  readonly #sink: LogSink;
  readonly #secrets = new Set<string>();

  constructor(sink: LogSink) {
    this.#sink = sink;
  }

  addSecret(secret: string): void {
    this.#secrets.add(secret);
  }

  write(level: LogLevel, context: LogContext, pipelineId: number | null, message: string): void {
    const entry = { level, context, pipelineId, message: redact(message, this.#secrets) };
    this.#sink(entry, formatLogEntry(entry));
  }

  debug(context: LogContext, pipelineId: number | null, message: string): void {
    this.write('debug', context, pipelineId, message);
  }
  info(context: LogContext, pipelineId: number | null, message: string): void {
    this.write('info', context, pipelineId, message);
  }
  warn(context: LogContext, pipelineId: number | null, message: string): void {
    this.write('warn', context, pipelineId, message);
  }
  error(context: LogContext, pipelineId: number | null, message: string): void {
    this.write('error', context, pipelineId, message);
  }
}
