/** The analyzer program: one service's tools behind JSON-RPC. Ends when the connection to its engine does. */
import type { MessageConnection } from 'vscode-jsonrpc/node';
import { InputError } from '../engine/domain/errors.ts';
import { messageConnection } from '../engine/domain/message-connection.ts';
import { readArguments } from './arguments.ts';
import type { Channel } from './arguments.ts';
import { serve } from './serve.ts';
import { listen } from './socket.ts';
import { removeAbandonedCopies } from './source-copy.ts';

/** Holds the token that the engine must show on the WebSocket. */
const tokenVariable = 'ASSAY_TOKEN';
/** How long a program that listens waits for its engine. */
const acceptTimeoutMs = 60_000;

async function main(): Promise<void> {
  const { service, channel, environment } = readArguments(process.argv.slice(2));
  // Nothing but protocol on stdout, whoever prints.
  console.log = console.error;
  console.info = console.error;
  console.debug = console.error;
  const connection = channel === 'stdio' ? overStdio() : await overSocket(channel);
  connection.onError(([error]) => {
    process.stderr.write(`analyzer: what came in is not the protocol: ${error.message}\n`);
    process.exit(2);
  });
  // What still runs is ended with this process: each tool's supervisor watches it.
  connection.onClose(() => process.exit(0));
  removeAbandonedCopies().catch((error: Error) => {
    process.stderr.write(`analyzer: old copies of source could not be removed: ${error.message}\n`);
  });
  serve(connection, service, environment);
  connection.listen();
}

function overStdio(): MessageConnection {
  process.stdin.on('end', () => process.exit(0));
  return messageConnection(process.stdin, process.stdout);
}

async function overSocket(place: Exclude<Channel, 'stdio'>): Promise<MessageConnection> {
  const token = process.env[tokenVariable];
  // No tool needs to know it.
  delete process.env[tokenVariable];
  if (!token) throw InputError.of('analyzer', `${tokenVariable} is not set: nobody could be let in`);
  const { port, accepted } = await listen({ ...place, token });
  const late = setTimeout(() => {
    process.stderr.write(`analyzer: no engine came within ${acceptTimeoutMs} ms\n`);
    process.exit(1);
  }, acceptTimeoutMs);
  process.stderr.write(`analyzer: listening on port ${port}\n`);
  const stream = await accepted;
  clearTimeout(late);
  stream.on('close', () => process.exit(0));
  return messageConnection(stream, stream);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = InputError.is(error) ? 2 : 1;
});
