import express from 'express';

/**
 * The app: its API and its front end.
 * @param {{ dataDir: string, publicDir: string }} folders `dataDir`: the one folder it may write to;
 *   `publicDir`: the files of the front end
 * @returns {express.Express | Promise<express.Express>}
 */
export function createApp({ publicDir }) {
  const app = express();
  app.disable('x-powered-by');
  app.use(express.static(publicDir));
  return app;
}
