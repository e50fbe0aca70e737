import { randomBytes } from 'node:crypto';
import type Dockerode from 'dockerode';
import { AssayError } from '../../domain/errors.ts';
import type { Service } from '../../domain/tools.ts';
import { AppLog } from '../../processes/app-log.ts';
import { analyzerContainerOptions, analyzerNetworkOptions, analyzerPort } from './analyzer-container.ts';
import type { ContainerEngine } from '../connection/engine-connection.ts';
import { isPortTaken, publishedPort } from '../published-port.ts';
import { instanceLabel } from '../container-labels.ts';
import { removeInstance } from '../reaper.ts';
import type { Reaped } from '../reaper.ts';
import { endOf, readOutput, untilEnded } from '../running-container.ts';

export interface AnalyzerStackOptions {
  /** Unlike those of any other instance, also of other states and processes. */
  name: string;
  service: Service;
  image: string;
  /** On 127.0.0.1, where it is free; null: any. */
  port: number | null;
  labels: Readonly<Record<string, string>>;
  /** Somebody else has the port. */
  onPortTaken(port: number): void;
}

/** The container of one analyzer program, and its network. Made by `start`; gone after `remove`. */
export class AnalyzerStack {
  readonly output = new AppLog();
  /** Who has it is let in. */
  readonly token = randomBytes(32).toString('base64url');
  readonly #client: Dockerode;
  readonly #kind: ContainerEngine['kind'];
  readonly #options: AnalyzerStackOptions;
  readonly #started = Promise.withResolvers<Dockerode.Container>();
  #starting: Promise<number> | null = null;
  #container: Dockerode.Container | null = null;

  constructor({ client, kind }: Pick<ContainerEngine, 'client' | 'kind'>, options: AnalyzerStackOptions) {
    this.#client = client;
    this.#kind = kind;
    this.#options = options;
    // Told by `start`.
    this.#started.promise.catch(() => undefined);
  }

  /** Its id. */
  get container(): string {
    return this.#container!.id;
  }

  /** @returns the port on 127.0.0.1 that leads to the program */
  start(): Promise<number> {
    this.#starting = this.#start();
    this.#starting.catch((error: unknown) => this.#started.reject(error));
    return this.#starting;
  }

  async #start(): Promise<number> {
    const { name, labels, port, onPortTaken } = this.#options;
    await this.#client.createNetwork(analyzerNetworkOptions(name, labels));
    try {
      await this.#run(port);
    } catch (error) {
      if (port === null || !isPortTaken(error)) throw error;
      onPortTaken(port);
      await this.#container?.remove({ force: true, v: true });
      await this.#run(null);
    }
    const container = this.#container!;
    this.#started.resolve(container);
    const { NetworkSettings, State } = await container.inspect();
    if (!State.Running) {
      throw new AssayError('transient', `its container ended at its start (${endOf(State)})`);
    }
    const published = publishedPort(NetworkSettings, analyzerPort);
    if (published !== null) return published;
    throw new AssayError('transient', 'the container engine published no port');
  }

  async #run(hostPort: number | null): Promise<void> {
    const { name, image, service, labels } = this.#options;
    const container = await this.#client.createContainer(
      analyzerContainerOptions(this.#kind, {
        image,
        name,
        service,
        network: name,
        hostPort,
        token: this.token,
        labels,
      }),
    );
    this.#container = container;
    const stream = await container.attach({ stream: true, stdout: true, stderr: true });
    readOutput(this.#client, stream, this.output);
    await container.start();
  }

  /** Resolves with how the container ended; rejects when it was not started, or the engine cannot say. */
  async ended(): Promise<string> {
    return untilEnded(await this.#started.promise);
  }

  /** Safe to call twice, also when `start` failed halfway. */
  async remove(): Promise<Reaped> {
    // What is being made is not there to be removed yet.
    await this.#starting?.catch(() => undefined);
    return removeInstance(this.#client, this.#options.labels[instanceLabel]!);
  }
}
