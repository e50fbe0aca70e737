import type Dockerode from 'dockerode';
import { AssayError } from '../../domain/errors.ts';
import type { AppInstance } from '../../domain/executors.ts';
import { AppLog } from '../../processes/app-log.ts';
import { appContainerOptions, appHost } from './app-container.ts';
import { createClosedNetwork } from '../closed-network.ts';
import { isElsewhere } from '../connection/engine-address.ts';
import { attachWhole } from '../connection/attach-whole.ts';
import { openTunnel } from '../connection/engine-tunnel.ts';
import type { Tunnel } from '../connection/engine-tunnel.ts';
import type { ContainerEngine } from '../connection/engine-connection.ts';
import { pipedForwarder, portOf, publishedForwarder } from '../forwarder/forwarder-container.ts';
import { instanceLabel } from '../container-labels.ts';
import { removeInstance } from '../reaper.ts';
import type { Reaped } from '../reaper.ts';
import { readOutput, untilEnded } from '../running-container.ts';
import type { OutputStream } from '../running-container.ts';

export interface AppStackOptions {
  appImage: string;
  forwarderImage: string;
  user: string;
  dataDir: string;
  port: number;
  /** Of containers and network. */
  labels: Readonly<Record<string, string>>;
}

/** Of an instance that was there already. */
const earlierLines = 1_000;

/** The containers of one instance of an app, and their network. Made by `start`, or there already; gone after `remove`. */
export class AppStack {
  readonly output = new AppLog();
  readonly #engine: ContainerEngine;
  readonly #instance: string;
  #app: Dockerode.Container | null = null;
  #forwarder: Dockerode.Container | null = null;
  #starting: Promise<number> | null = null;
  #ended: Promise<string> | null = null;
  #tunnel: Tunnel | null = null;
  /** How other containers call the app, once they have joined its network; only who has started it knows. */
  #inContainers: AppInstance['inContainers'];
  #stream: OutputStream | null = null;
  readonly #left = new AbortController();

  /** @param instance unlike that of any other, also of other states and processes */
  constructor(engine: ContainerEngine, instance: string) {
    this.#engine = engine;
    this.#instance = instance;
  }

  /** @returns the port on 127.0.0.1 that leads to the app */
  start(options: AppStackOptions): Promise<number> {
    this.#starting = this.#start(options);
    return this.#starting;
  }

  async #start(options: AppStackOptions): Promise<number> {
    const { client } = this.#engine;
    const { appImage, forwarderImage, user, dataDir, port } = options;
    const name = `assay-${this.#instance}`;
    const labels = { ...options.labels, [instanceLabel]: this.#instance };
    const { network, address } = await createClosedNetwork(this.#engine, name, labels);
    // Its own name, which no other app has: connections that a tool keeps open must not be taken for those to the next one.
    this.#inContainers = { network: name, baseUrl: `http://${address ?? `${name}-app`}:${port}` };
    const app = await client.createContainer(
      appContainerOptions(this.#engine.kind, {
        ...{ image: appImage, name: `${name}-app`, network: name, address, dataDir, user, port },
        labels: { ...labels, 'assay.role': 'app' },
      }),
    );
    this.#app = app;
    const around = {
      ...{ image: forwarderImage, name: `${name}-forwarder`, labels },
      target: { host: address ?? appHost, port },
    };
    const elsewhere = isElsewhere(this.#engine.address);
    const forwarder = await client.createContainer(
      elsewhere ? pipedForwarder(around, name) : publishedForwarder(around, null),
    );
    this.#forwarder = forwarder;
    if (!elsewhere) await network.connect({ Container: forwarder.id });
    const written = await app.attach({ stream: true, stdout: true, stderr: true });
    this.#stream = readOutput(written, this.output);
    await app.start();
    if (elsewhere) this.#tunnel = await openTunnel(await attachWhole(forwarder));
    await forwarder.start();
    if (this.#tunnel) return this.#tunnel.port;
    const published = await portOf(forwarder);
    if (published !== null) return published;
    throw new AssayError('transient', `The container engine published no port for ${name}.`);
  }

  /** To an instance that somebody else has started. @returns its port; null: it does not run any more */
  async attach(appId: string): Promise<number | null> {
    const { client } = this.#engine;
    const filters = { label: [`${instanceLabel}=${this.#instance}`, 'assay.role=forwarder'] };
    const [forwarder] = await client.listContainers({ filters });
    const app = client.getContainer(appId);
    const { State } = await app.inspect();
    if (!forwarder || !State.Running) return null;
    this.#forwarder = client.getContainer(forwarder.Id);
    const port = await portOf(this.#forwarder);
    if (port === null) return null;
    this.#app = app;
    const written = await app.logs({ follow: true, stdout: true, stderr: true, tail: earlierLines });
    this.#stream = readOutput(written, this.output);
    return port;
  }

  /** As who uses it sees it. @param remove how it is stopped */
  instance(baseUrl: string, remove: () => Promise<void>): AppInstance {
    return {
      ...{ baseUrl, place: 'container', isFar: this.#tunnel !== null, ended: this.ended() },
      ...(this.#inContainers ? { inContainers: this.#inContainers } : {}),
      log: () => this.output.text(),
      follow: (listener) => this.output.follow(listener),
      stop: remove,
      isHeld: () => this.#engine.takesConnections(),
      // What leads to an engine elsewhere goes with this process.
      ...(this.#tunnel ? {} : { leave: () => this.leave() }),
    };
  }

  /** Resolves with how the app's container ended; rejects when the engine cannot say, or when nothing leads to it any more. */
  ended(): Promise<string> {
    if (!this.#ended) {
      const options = { abortSignal: this.#left.signal };
      const cutOff = untilEnded(this.#engine, this.#forwarder!, options).then((how): never => {
        // No fault of the app, which may run on.
        throw new AssayError('transient', `nothing leads to it any more: its forwarder ended, ${how}`);
      });
      const ways = [untilEnded(this.#engine, this.#app!, options), cutOff];
      const lost = this.#tunnel?.lost.then((): never => {
        throw new AssayError('transient', 'the connection to it through the container engine was lost');
      });
      this.#ended = Promise.race(lost ? [...ways, lost] : ways);
      // Nobody may be left to hear it.
      this.#ended.catch(() => undefined);
    }
    return this.#ended;
  }

  /** Lets go of it: it runs on, and nothing here waits for it any more. */
  leave(): void {
    this.#left.abort();
    this.#stream?.destroy();
  }

  /** Safe to call twice, also when `start` failed halfway. */
  async remove(): Promise<Reaped> {
    // What is being made is not there to be removed yet.
    await this.#starting?.catch(() => undefined);
    this.#tunnel?.close();
    return removeInstance(this.#engine.client, this.#instance);
  }
}
