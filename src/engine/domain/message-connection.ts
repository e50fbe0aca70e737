import { StreamMessageReader, StreamMessageWriter, createMessageConnection } from 'vscode-jsonrpc/node';
import type { MessageConnection } from 'vscode-jsonrpc/node';

/** JSON-RPC over two streams. Not listening yet. */
export function messageConnection(
  readable: NodeJS.ReadableStream,
  writable: NodeJS.WritableStream,
): MessageConnection {
  const reader = new StreamMessageReader(readable);
  // Of a message whose rest is not there the reader would say so every ten seconds, for ever, even when the stream has ended
  // in its midst: the process would never end.
  reader.partialMessageTimeout = 0;
  return createMessageConnection(reader, new StreamMessageWriter(writable));
}
