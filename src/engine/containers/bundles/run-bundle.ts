import path from 'node:path';
import { finished, pipeline } from 'node:stream/promises';
import type Dockerode from 'dockerode';
import { AssayError } from '../../domain/errors.ts';
import { unlessAborted } from '../../domain/unless-aborted.ts';
import { attachWhole } from '../connection/attach-whole.ts';
import type { ContainerEngine } from '../connection/engine-connection.ts';
import { isNotThere } from '../connection/engine-refusal.ts';
import { instanceLabel } from '../container-labels.ts';
import type { Labels } from '../container-labels.ts';
import type { ContextFile } from '../images/build-context.ts';
import { engineTrouble } from '../images/build-trouble.ts';
import { bundleContainerOptions } from './bundle-container.ts';
import { readBundle } from './bundle-files.ts';
import { BundleOutput } from './bundle-output.ts';
import { bundleSource } from './bundle-source.ts';
import { maxMemoryMebibytes } from './bundle.ts';
import type { BundleInImage } from './bundle.ts';

export interface HowToBundle {
  /** The app, for people. */
  what: string;
  /** Of the app. */
  files(): AsyncIterable<ContextFile>;
  /** Unlike that of any other, also of other states and processes. */
  instance: string;
  /** Of the container. */
  labels: Labels;
  signal: AbortSignal;
  timeoutMs: number;
  /** Hears the log as it comes. */
  onText(text: string): void;
}

/**
 * Runs a bundle in a container of its own, which the caller removes: it may be there when this has failed, too, and may run
 * then.
 * @returns what it has made, by names in the app
 * @throws AssayError `build_failed` with the last lines of its log; `timeout`; `transient` when the engine failed. Anything
 *   when the signal is aborted
 */
export async function runBundle(
  engine: Pick<ContainerEngine, 'client' | 'kind'>,
  bundle: BundleInImage,
  how: HowToBundle,
): Promise<ContextFile[]> {
  const { what, timeoutMs } = how;
  const output = new BundleOutput((text) => how.onText(text));
  const late = AbortSignal.timeout(timeoutMs);
  const failure = (why: string) =>
    new AssayError('build_failed', `${what} was not built: ${why}`, { detail: output.log.tail(60) });
  output.log.say(`[bundle] ${bundle.command.join(' ')}\n`);
  let end: End;
  try {
    const signal = AbortSignal.any([how.signal, late, output.excess]);
    end = await runOnce(engine, bundle, how, output, signal);
  } catch (error) {
    how.signal.throwIfAborted();
    if (output.excess.aborted) throw failure((output.excess.reason as Error).message);
    if (late.aborted) {
      const message = `${what} was not built in ${timeoutMs / 1000} s.`;
      throw new AssayError('timeout', message, { detail: output.log.tail(60), cause: error });
    }
    // Whoever has removed its image or container meanwhile: there will be others.
    if (!isNotThere(error)) throw engineTrouble(what, error);
    throw new AssayError('transient', `${what} was not built: what it was built in was removed.`, {
      cause: error,
    });
  }
  if (end.ExitCode !== 0) throw failure(reasonOf(end));
  const place = path.posix.join(bundle.folder, bundle.output);
  const files = await readBundle(output.archive).catch((error: unknown) => {
    throw failure(`what was made in ${place} cannot be used: ${(error as Error).message}`);
  });
  if (files.length === 0) throw failure(`nothing was made in ${place}`);
  return files.map(({ path: name, content }) => ({ path: path.posix.join(place, name), content }));
}

/** The exit status for a SIGKILL. */
const killed = 137;

type End = Pick<Dockerode.ContainerInspectInfo['State'], 'OOMKilled' | 'ExitCode'>;

function reasonOf({ OOMKilled, ExitCode }: End): string {
  const memory = `used up its memory (${maxMemoryMebibytes} MiB)`;
  if (OOMKilled) return `a step has ${memory}`;
  // Podman does not hear of it where the program that was killed is not the container's first.
  return ExitCode === killed
    ? `a step was killed (status ${killed}), probably as it has ${memory}`
    : `a step ended with status ${ExitCode}`;
}

/** @throws the signal's reason when it is aborted */
async function runOnce(
  { client, kind }: Pick<ContainerEngine, 'client' | 'kind'>,
  bundle: BundleInImage,
  { what, files, instance, labels }: HowToBundle,
  output: BundleOutput,
  signal: AbortSignal,
): Promise<End> {
  const start = async () => {
    const container = await client.createContainer(
      bundleContainerOptions(kind, bundle, {
        name: `assay-${instance}-bundle`,
        labels: { ...labels, [instanceLabel]: instance, 'assay.role': 'bundle' },
      }),
    );
    const stream = await attachWhole(container, { stderr: true });
    output.read(stream);
    await container.start();
    return { container, stream };
  };
  const starting = start();
  try {
    const { container, stream } = await unlessAborted(starting, signal);
    try {
      const ended = Promise.all([
        container.wait({ abortSignal: signal }),
        pipeline(bundleSource(what, files()), stream),
        finished(stream, { writable: false }),
      ]);
      await unlessAborted(ended, signal);
      return (await container.inspect()).State;
    } finally {
      // There may be more of it than anybody waits for.
      stream.destroy();
    }
  } finally {
    // What is being made is not there to be removed yet.
    await starting.catch(() => undefined);
  }
}
