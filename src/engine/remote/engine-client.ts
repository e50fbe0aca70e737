import type net from 'node:net';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import { AssayError } from '../domain/errors.ts';
import { Emitter } from '../domain/event.ts';
import type { Activity, EngineChange } from '../domain/records.ts';
import type { RunningApp } from '../domain/running-app.ts';
import { messageConnection } from '../domain/message-connection.ts';
import type { RemoteMethod } from './methods.ts';
import { Heartbeat } from './heartbeat.ts';
import { decodeActivities, decodeAnswer, decodeChange, decodeRunningApps } from './wire.ts';
import { placeSchema, welcomeSchema, wire, wireVersion } from './wire.ts';
import type { ClientDescription } from './wire.ts';

export interface OwnerContact {
  /** Of this owner; it has greeted already. The client's from here on. */
  socket: net.Socket;
  /** That it wants to be shown. */
  token: string;
  /** Whether an owner that has said nothing for so long, though it was asked, is to be taken for gone. */
  isGone: (silentMs: number) => boolean;
}

/** The owner went away while it was asked, or could not be reached. What was asked may or may not have happened. */
export class OwnerLostError extends Error {
  constructor() {
    super('The Assay that owns the state folder has gone.');
    this.name = 'OwnerLostError';
  }
}

/** A connection to the engine of another process, the owner of the state folder. */
export class EngineClient {
  /** Resolves when the owner has gone, or the connection was closed. */
  readonly lost: Promise<void>;
  readonly #connection: MessageConnection;
  readonly #socket: net.Socket;
  readonly #changes = new Emitter<EngineChange>(ignore);
  readonly #activityChanges = new Emitter<void>(ignore);
  readonly #waiting = new Set<() => void>();
  readonly #appChanges = new Emitter<void>(ignore);
  #activities: Activity[] = [];
  #apps: RunningApp[] = [];
  #place: number | null = null;

  private constructor({ socket, isGone }: OwnerContact) {
    this.#socket = socket;
    this.#connection = messageConnection(socket, socket);
    const heartbeat = new Heartbeat({
      ping: () => this.#request(wire.ping, {}),
      isGone,
      giveUp: () => socket.destroy(),
    });
    this.lost = new Promise((resolve) =>
      socket.once('close', () => {
        heartbeat.dispose();
        for (const lose of this.#waiting) lose();
        this.#connection.dispose();
        resolve();
      }),
    );
    this.#connection.onNotification(wire.changed, (message: unknown) =>
      this.#changes.fire(decodeChange(message)),
    );
    this.#connection.onNotification(wire.activities, (message: unknown) => {
      this.#activities = decodeActivities(message);
      this.#activityChanges.fire();
    });
    this.#connection.onNotification(wire.apps, (message: unknown) => {
      this.#apps = decodeRunningApps(message);
      this.#appChanges.fire();
    });
    this.#connection.onNotification(wire.place, (message: unknown) => {
      this.#place = placeSchema.parse(message).place;
    });
    socket.on('error', () => socket.destroy());
    this.#connection.onError(() => socket.destroy());
    this.#connection.listen();
  }

  /**
   * @throws OwnerLostError when the owner goes meanwhile; one that is here for one command only is waited for
   * @throws AssayError when the owner is of another version
   */
  static async connect(contact: OwnerContact, description: ClientDescription): Promise<EngineClient> {
    const client = new EngineClient(contact);
    const hello = { token: contact.token, version: wireVersion, client: description };
    const { answer } = welcomeSchema.parse(await client.#request(wire.hello, hello));
    if (answer === 'accepted') return client;
    if (answer === 'leaving') {
      await client.lost;
      throw new OwnerLostError();
    }
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
  get onDidChangeApps(): Emitter<void>['event'] {
    return this.#appChanges.event;
  }
  runningApps(): RunningApp[] {
    return this.#apps;
  }

  /** Among those who take over when the owner goes: 0 is first, null none of them. */
  get place(): number | null {
    return this.#place;
  }

  /** One of the engine's methods. @throws OwnerLostError when the owner goes */
  async call(method: RemoteMethod, args: readonly unknown[]): Promise<unknown> {
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
    this.#appChanges.dispose();
    this.#socket.destroy();
  }
}

/** A view that fails to draw is no reason to lose the owner. */
function ignore(): void {}
