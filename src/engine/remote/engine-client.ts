import net from 'node:net';
import { StreamMessageReader, StreamMessageWriter, createMessageConnection } from 'vscode-jsonrpc/node';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import { z } from 'zod';
import { AssayError } from '../domain/errors.ts';
import { Emitter } from '../domain/event.ts';
import type { Activity, EngineChange } from '../domain/records.ts';
import { remoteMethodNames } from './methods.ts';
import type { RemoteEngine, RemoteMethod } from './methods.ts';
import { decodeActivities, decodeAnswer, decodeChange, wire, wireVersion } from './wire.ts';

/** Where an owner listens, and what it wants to be shown. */
export interface OwnerAddress {
  socket: string;
  token: string;
}

/** The owner went away while it was asked, or could not be reached. What was asked may or may not have happened. */
export class OwnerLostError extends Error {
  constructor() {
    super('The Assay that owns the state folder has gone.');
    this.name = 'OwnerLostError';
  }
}

const welcomeSchema = z.object({ version: z.number(), accepted: z.boolean() });

/** A connection to the engine of another process, the owner of the state folder. */
export class EngineClient {
  /** The engine's methods; each rejects with OwnerLostError when the owner goes. */
  readonly engine: RemoteEngine;
  /** Resolves when the owner has gone, or the connection was closed. */
  readonly lost: Promise<void>;
  readonly #connection: MessageConnection;
  readonly #socket: net.Socket;
  readonly #changes = new Emitter<EngineChange>(ignore);
  readonly #activityChanges = new Emitter<void>(ignore);
  readonly #waiting = new Set<() => void>();
  #activities: Activity[] = [];

  private constructor(socket: net.Socket) {
    this.#socket = socket;
    const [reader, writer] = [new StreamMessageReader(socket), new StreamMessageWriter(socket)];
    this.#connection = createMessageConnection(reader, writer);
    this.lost = new Promise((resolve) =>
      socket.once('close', () => {
        for (const lose of this.#waiting) lose();
        this.#connection.dispose();
        resolve();
      }),
    );
    this.engine = Object.fromEntries(
      remoteMethodNames.map((method) => [method, (...args: unknown[]) => this.#call(method, args)]),
    ) as unknown as RemoteEngine;
    this.#connection.onNotification(wire.changed, (message: unknown) =>
      this.#changes.fire(decodeChange(message)),
    );
    this.#connection.onNotification(wire.activities, (message: unknown) => {
      this.#activities = decodeActivities(message);
      this.#activityChanges.fire();
    });
    socket.on('error', () => socket.destroy());
    this.#connection.onError(() => socket.destroy());
    this.#connection.listen();
  }

  /**
   * @throws OwnerLostError when nobody listens any more
   * @throws AssayError when the owner is of another version
   */
  static async connect({ socket: address, token }: OwnerAddress): Promise<EngineClient> {
    const socket = await new Promise<net.Socket>((resolve, reject) => {
      const connecting = net.connect(address);
      connecting.once('connect', () => resolve(connecting));
      connecting.once('error', () => reject(new OwnerLostError()));
    });
    const client = new EngineClient(socket);
    const welcome = welcomeSchema.parse(await client.#request(wire.hello, { token, version: wireVersion }));
    if (welcome.accepted) return client;
    client.close();
    throw new AssayError('bug', 'The state folder is owned by an Assay of another version.', {
      hint: 'Close that one, or use the same version.',
    });
  }

  get onDidChange(): Emitter<EngineChange>['event'] {
    return this.#changes.event;
  }
  get onDidChangeActivity(): Emitter<void>['event'] {
    return this.#activityChanges.event;
  }
  activities(): Activity[] {
    return this.#activities;
  }

  async #call(method: RemoteMethod, args: unknown[]): Promise<unknown> {
    return decodeAnswer(await this.#request(wire.call, { method, args }));
  }

  async #request(name: string, params: object): Promise<unknown> {
    if (this.#socket.destroyed) throw new OwnerLostError();
    return new Promise((resolve, reject) => {
      const lose = () => reject(new OwnerLostError());
      this.#waiting.add(lose);
      // Answers carry their own errors: a request that fails is a connection that broke.
      void this.#connection
        .sendRequest(name, params)
        .then(resolve, lose)
        .finally(() => this.#waiting.delete(lose));
    });
  }

  close(): void {
    this.#changes.dispose();
    this.#activityChanges.dispose();
    this.#socket.destroy();
  }
}

/** A view that fails to draw is no reason to lose the owner. */
function ignore(): void {}
