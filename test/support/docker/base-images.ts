/** Debian with Node.js and npm: what `node:24-bookworm-slim` is, made here. */
export const nodeImage = 'assay-test/node:24';
