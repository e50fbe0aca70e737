import type Dockerode from 'dockerode';
import { AssayError } from '../domain/errors.ts';
import { AppLog } from '../processes/app-log.ts';
import { appContainerOptions, forwarderOptions, forwarderPort } from './app-container.ts';
import { appNetworkOptions } from './app-network.ts';
import { isElsewhere } from './engine-address.ts';
import { openTunnel } from './engine-tunnel.ts';
import type { Tunnel } from './engine-tunnel.ts';
import { instanceLabel, removeLabelled } from './reaper.ts';
import type { Reaped } from './reaper.ts';
import type { ContainerEngine } from './engine-connection.ts';

export interface AppStackOptions {
  /** Unlike those of any other instance, also of other states and processes. */
  name: string;
  appImage: string;
  forwarderImage: string;
  user: string;
  dataDir: string;
  port: number;
  /** Of containers and network. */
  labels: Readonly<Record<string, string>>;
}

/** The containers of one instance of an app, and their network. Made by `start`; gone after `remove`. */
export class AppStack {
  readonly output = new AppLog();
  readonly #engine: ContainerEngine;
  readonly #options: AppStackOptions;
  #app: Dockerode.Container | null = null;
  #starting: Promise<number> | null = null;
  #ended: Promise<string> | null = null;
  #tunnel: Tunnel | null = null;

  constructor(engine: ContainerEngine, options: AppStackOptions) {
    this.#engine = engine;
    this.#options = options;
  }

  /** @returns the port on 127.0.0.1 that leads to the app */
  start(): Promise<number> {
    this.#starting = this.#start();
    return this.#starting;
  }

  async #start(): Promise<number> {
    const { client, address } = this.#engine;
    const { name, appImage, forwarderImage, user, dataDir, port, labels } = this.#options;
    const network = await client.createNetwork(appNetworkOptions(this.#engine, name, labels));
    const app = await client.createContainer(
      appContainerOptions({
        ...{ image: appImage, name: `${name}-app`, network: name, dataDir, user, port },
        labels: { ...labels, 'assay.role': 'app' },
      }),
    );
    this.#app = app;
    const elsewhere = isElsewhere(address);
    const forwarder = await client.createContainer(
      forwarderOptions(
        {
          ...{ image: forwarderImage, name: `${name}-forwarder`, port },
          labels: { ...labels, 'assay.role': 'forwarder' },
        },
        !elsewhere,
      ),
    );
    await network.connect({ Container: forwarder.id });
    await this.#listen(app);
    await app.start();
    if (elsewhere) this.#tunnel = await openTunnel(client, forwarder);
    await forwarder.start();
    if (this.#tunnel) return this.#tunnel.port;
    const { NetworkSettings } = await forwarder.inspect();
    const published = NetworkSettings.Ports[`${forwarderPort}/tcp`]?.[0]?.HostPort;
    if (published) return Number(published);
    throw new AssayError('transient', `The container engine published no port for ${name}.`);
  }

  /** Everything the app writes, from its first line. */
  async #listen(app: Dockerode.Container): Promise<void> {
    const stream = await app.attach({ stream: true, stdout: true, stderr: true });
    const sink = { write: (chunk: Buffer) => this.output.write(chunk.toString('utf8')) };
    this.#engine.client.modem.demuxStream(stream, sink as never, sink as never);
    // The engine went away: what came until then is what there is.
    stream.on('error', () => undefined);
  }

  /** Resolves with how the app's container ended; rejects when the engine cannot say. */
  ended(): Promise<string> {
    if (!this.#ended) {
      this.#ended = this.#end();
      // Nobody may be left to hear it.
      this.#ended.catch(() => undefined);
    }
    return this.#ended;
  }

  async #end(): Promise<string> {
    const { StatusCode } = (await this.#app!.wait()) as { StatusCode: number };
    const { State } = await this.#app!.inspect();
    if (State.OOMKilled) return 'its memory was used up';
    return `exit status ${StatusCode}`;
  }

  /** Safe to call twice, also when `start` failed halfway. */
  async remove(): Promise<Reaped> {
    // What is being made is not there to be removed yet.
    await this.#starting?.catch(() => undefined);
    this.#tunnel?.close();
    const instance = `${instanceLabel}=${this.#options.labels[instanceLabel]}`;
    return removeLabelled(this.#engine.client, [instance]);
  }
}
