import { randomBytes } from 'node:crypto';
import type Dockerode from 'dockerode';
import { AssayError } from '../../domain/errors.ts';
import type { Service } from '../../domain/tools.ts';
import { AppLog } from '../../processes/app-log.ts';
import { createClosedNetwork } from '../closed-network.ts';
import { isElsewhere } from '../connection/engine-address.ts';
import type { ContainerEngine } from '../connection/engine-connection.ts';
import { attachWhole } from '../connection/attach-whole.ts';
import { openTunnel } from '../connection/engine-tunnel.ts';
import type { Tunnel } from '../connection/engine-tunnel.ts';
import { instanceLabel } from '../container-labels.ts';
import { pipedForwarder, portOf, publishedForwarder } from '../forwarder/forwarder-container.ts';
import { isPortTaken } from '../published-port.ts';
import { removeInstance } from '../reaper.ts';
import type { Reaped } from '../reaper.ts';
import { endOf, readOutput, untilEnded } from '../running-container.ts';
import { analyzerContainerOptions, analyzerPort } from './analyzer-container.ts';

export interface AnalyzerStackOptions {
  /** Unlike those of any other instance, also of other states and processes. */
  name: string;
  service: Service;
  image: string;
  forwarderImage: string;
  /** On 127.0.0.1 of this machine, where it is free; null: any. */
  port: number | null;
  labels: Readonly<Record<string, string>>;
  /** Somebody else has the port. */
  onPortTaken(port: number): void;
}

const wordLines = 40;

/** The container of one analyzer program, with its network and what leads to it. Made by `start`; gone after `remove`. */
export class AnalyzerStack {
  /** Who has it is let in. */
  readonly token = randomBytes(32).toString('base64url');
  /** Resolves when the way to the program has gone, although nobody has removed it. */
  readonly lost: Promise<void>;
  readonly #output = new AppLog();
  readonly #engine: ContainerEngine;
  readonly #options: AnalyzerStackOptions;
  readonly #started = Promise.withResolvers<Dockerode.Container>();
  readonly #loss = Promise.withResolvers<void>();
  #isLost = false;
  #starting: Promise<number> | null = null;
  #container: Dockerode.Container | null = null;
  #tunnel: Tunnel | null = null;

  constructor(engine: ContainerEngine, options: AnalyzerStackOptions) {
    this.#engine = engine;
    this.#options = options;
    this.lost = this.#loss.promise;
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
    const { name, service, labels, forwarderImage } = this.#options;
    const { network, address } = await createClosedNetwork(this.#engine, name, labels);
    await this.#run(address);
    const forwarder = {
      ...{
        image: forwarderImage,
        name: `${name}-forwarder`,
        target: { host: address ?? name, port: analyzerPort },
      },
      labels: { ...labels, 'assay.service': service },
    };
    if (isElsewhere(this.#engine.address)) return this.#dig(pipedForwarder(forwarder, name));
    const publish = (hostPort: number | null) =>
      this.#publish(publishedForwarder(forwarder, hostPort), network);
    const { port, onPortTaken } = this.#options;
    try {
      return await publish(port);
    } catch (error) {
      if (port === null || !isPortTaken(error)) throw error;
      onPortTaken(port);
      return publish(null);
    }
  }

  async #run(address: string | null): Promise<void> {
    const { name, image, service, labels } = this.#options;
    const { client, kind } = this.#engine;
    const container = await client.createContainer(
      analyzerContainerOptions(kind, {
        ...{ image, name, service, network: name, address, token: this.token, labels },
      }),
    );
    this.#container = container;
    const stream = await container.attach({ stream: true, stdout: true, stderr: true });
    readOutput(stream, this.#output);
    await container.start();
    this.#started.resolve(container);
  }

  /** On an engine whose ports are those of another machine: a tunnel to the forwarder. @returns where it begins */
  async #dig(options: Dockerode.ContainerCreateOptions): Promise<number> {
    const { port, onPortTaken } = this.#options;
    const { client } = this.#engine;
    const forwarder = await client.createContainer(options);
    this.#tunnel = await openTunnel(await attachWhole(forwarder), { port, onPortTaken });
    void this.#tunnel.lost.then(() => {
      this.#isLost = true;
      this.#loss.resolve();
    });
    await forwarder.start();
    await this.#throwIfEnded();
    return this.#tunnel.port;
  }

  /** @returns the port of the forwarder; it is gone when that is taken */
  async #publish(options: Dockerode.ContainerCreateOptions, network: Dockerode.Network): Promise<number> {
    const forwarder = await this.#engine.client.createContainer(options);
    try {
      await network.connect({ Container: forwarder.id });
      await forwarder.start();
    } catch (error) {
      await forwarder.remove({ force: true, v: true });
      throw error;
    }
    await this.#throwIfEnded();
    const published = await portOf(forwarder);
    if (published !== null) return published;
    throw new AssayError('transient', 'the container engine published no port');
  }

  /** @throws AssayError when the program has ended already */
  async #throwIfEnded(): Promise<void> {
    const { State } = await this.#container!.inspect();
    if (State.Running) return;
    throw new AssayError('transient', `its container ended at its start (${endOf(State)})`);
  }

  /** Resolves with how the container ended; rejects when it was not started, or the engine cannot say. */
  async ended(): Promise<string> {
    return untilEnded(this.#engine, await this.#started.promise);
  }

  /** The last of what it wrote, and what became of the way to it, for people. */
  lastWords(): string {
    const said = this.#output.tail(wordLines);
    return this.#isLost
      ? `${said}\nThe connection to it through the container engine was lost.`.trim()
      : said;
  }

  /** Safe to call twice, also when `start` failed halfway. */
  async remove(): Promise<Reaped> {
    // What is being made is not there to be removed yet.
    await this.#starting?.catch(() => undefined);
    this.#tunnel?.close();
    return removeInstance(this.#engine.client, this.#options.labels[instanceLabel]!);
  }
}
