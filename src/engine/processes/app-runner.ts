/**
 * A program that is loaded before an app (`node --require app-runner.cjs server.js`). It keeps the app's
 * databases in its data folder and reports the port that the app listens on: `<token> <port>`, a line of
 * its own on stderr.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { syncBuiltinESMExports } from 'node:module';
import type { Server } from 'node:net';
import { guardSqlite } from './sqlite-guard.ts';

const dataDir = process.env['DATA_DIR'];
const token = process.env['ASSAY_TOKEN'];
delete process.env['ASSAY_TOKEN'];
if (!dataDir || !token) throw new Error('DATA_DIR and ASSAY_TOKEN must be set.');

guardSqlite(process.getBuiltinModule('node:sqlite'), dataDir);
syncBuiltinESMExports();

const listening = 'tracing:net.server.listen:asyncEnd';

function report(message: unknown): void {
  const address = (message as { server: Server }).server.address();
  if (address === null || typeof address === 'string') return;
  unsubscribe(listening, report);
  process.stderr.write(`\n${token} ${address.port}\n`);
}

subscribe(listening, report);
