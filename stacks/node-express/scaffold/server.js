// Starts the app. What it does is in src/app.js; what the browser gets is in public/.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import express from 'express';
import { createApp } from './src/app.js';

const dataDir = path.resolve(process.env.DATA_DIR ?? path.join(import.meta.dirname, 'data'));
const publicDir = path.join(import.meta.dirname, 'public');
const host = process.env.HOST ?? '127.0.0.1';
const port = Number(process.env.PORT ?? 3000);

mkdirSync(dataDir, { recursive: true });

const server = express();
server.disable('x-powered-by');
server.get('/health', (request, response) => {
  response.json({ status: 'ok' });
});
server.use(await createApp({ dataDir, publicDir }));

const listener = server.listen(port, host, (error) => {
  if (error) throw error;
  console.log(`listening on ${host}:${listener.address().port}`);
});

process.on('SIGTERM', () => {
  listener.close();
  listener.closeIdleConnections();
});
