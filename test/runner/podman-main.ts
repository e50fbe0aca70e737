/**
 * `node podman-main.ts TIMEOUT_MS PATTERN…`: runs the test files that the patterns name as `mocha-main.ts` does, with a Podman
 * of their own in the place of the engine that other tests use.
 */
import { spawnSync } from 'node:child_process';
import { nodeImage, pythonImage } from '../support/docker/base-images.ts';
import { imagesBelowApps } from '../support/docker/images-below-apps.ts';
import { PrivatePodman } from '../support/docker/private-podman.ts';

const podman = await PrivatePodman.start(4_000);
try {
  await podman.load([nodeImage, pythonImage, ...(await imagesBelowApps())]);
  const [command, args] = podman.inside(process.execPath, [
    ...['test/runner/mocha-main.ts', ...process.argv.slice(2)],
  ]);
  const env = { ...process.env, DOCKER_HOST: podman.host };
  process.exitCode = spawnSync(command, args, { env, stdio: 'inherit' }).status ?? 1;
} finally {
  await podman.remove();
}
