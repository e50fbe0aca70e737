/** Debian with Node.js and npm: what `node:24-bookworm-slim` is, made here. */
export const nodeImage = 'assay-test/node:24';
/** Debian with Python and pip: what `python:3.13-slim-bookworm` is, made here. */
export const pythonImage = 'assay-test/python:3.13';

/** The setting `containers.baseImages` of the tests. */
export const testBaseImages = {
  'node:24-bookworm-slim': nodeImage,
  'python:3.13-slim-bookworm': pythonImage,
};
