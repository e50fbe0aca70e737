import type { LogOutputChannel } from 'vscode';
import type { LogSink } from '../engine/domain/log.ts';

/** The engine's lines in the editor's log, at the editor's levels. */
export function logSink(channel: LogOutputChannel): LogSink {
  return ({ level }, line) => channel[level](line);
}
