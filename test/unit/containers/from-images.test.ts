import assert from 'node:assert/strict';
import { fromImages } from '../../../src/engine/containers/images/from-images.ts';

describe('the images that a Dockerfile builds on', () => {
  it('are what its FROM lines name, with build arguments put in, each once', () => {
    const dockerfile = `# FROM comment:1
ARG NODE_IMAGE
ARG TAG="3.13"
FROM \${NODE_IMAGE} AS build
ARG TAG=later
RUN echo FROM nothing:1
from --platform=linux/amd64 python:$TAG as Final
FROM \${NODE_IMAGE}
COPY --from=build /a /a`;
    assert.deepEqual(fromImages(dockerfile, { NODE_IMAGE: 'node:24' }), ['node:24', 'python:3.13']);
  });

  it('are not its own stages, nor the empty one', () => {
    const dockerfile = 'FROM base:1 AS one\nFROM one AS two\nFROM scratch\nCOPY --from=two / /\n';
    assert.deepEqual(fromImages(dockerfile, {}), ['base:1']);
  });
});
