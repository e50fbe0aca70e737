import { ErrorCodes, ResponseError } from 'vscode-jsonrpc/node';
import type { CancellationToken } from 'vscode-jsonrpc/node';
import type { z } from 'zod';
import { requestCancelledCode } from '../engine/domain/analyzer-protocol.ts';
import { AssayError } from '../engine/domain/errors.ts';

/** Turns the token into a signal and what was thrown into an answer of the protocol. */
export async function answer<T>(
  token: CancellationToken,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const listener = token.onCancellationRequested(() => controller.abort());
  if (token.isCancellationRequested) controller.abort();
  try {
    return await work(controller.signal);
  } catch (thrown) {
    if (thrown instanceof ResponseError) throw thrown;
    const error = AssayError.from(thrown);
    const code = error.errorClass === 'cancelled' ? requestCancelledCode : ErrorCodes.InternalError;
    throw new ResponseError(code, error.message);
  } finally {
    listener.dispose();
  }
}

/** A request's parameters, held to their schema. */
export function check<T>(schema: z.ZodType<T>, raw: unknown): T {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    (issue) => `${issue.path.map(String).join('.')}: ${issue.message}`,
  );
  throw invalid(problems.join('; '));
}

export function invalid(message: string): ResponseError<void> {
  return new ResponseError(ErrorCodes.InvalidParams, `The request cannot be used: ${message}.`);
}
