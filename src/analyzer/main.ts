/** The analyzer program: one service's tools behind JSON-RPC. Ends when its stdin does. */
import { InputError } from '../engine/domain/errors.ts';
import { messageConnection } from '../engine/domain/message-connection.ts';
import { readArguments } from './arguments.ts';
import { serve } from './serve.ts';
import { removeAbandonedCopies } from './source-copy.ts';

function main(): void {
  const { service, environment } = readArguments(process.argv.slice(2));
  // Nothing but protocol on stdout, whoever prints.
  console.log = console.error;
  console.info = console.error;
  console.debug = console.error;
  const connection = messageConnection(process.stdin, process.stdout);
  connection.onError(([error]) => {
    process.stderr.write(`analyzer: what came in is not the protocol: ${error.message}\n`);
    process.exit(2);
  });
  // What still runs is ended with this process: each tool's supervisor watches it.
  connection.onClose(() => process.exit(0));
  process.stdin.on('end', () => process.exit(0));
  removeAbandonedCopies().catch((error: Error) => {
    process.stderr.write(`analyzer: old copies of source could not be removed: ${error.message}\n`);
  });
  serve(connection, service, environment);
  connection.listen();
}

try {
  main();
} catch (error) {
  if (!InputError.is(error)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
