import { timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import { DisposableStore } from '../domain/disposable.ts';
import { AssayError } from '../domain/errors.ts';
import { messageConnection } from '../domain/message-connection.ts';
import type { Engine } from '../engine-api.ts';
import { isRemoteMethod, remoteMethods } from './methods.ts';
import type { RemoteEngine } from './methods.ts';
import { Succession } from './succession.ts';
import { callSchema, encodeChange, encodeError, helloSchema, wire, wireVersion } from './wire.ts';
import type { Answer, ClientDescription, Welcome } from './wire.ts';

export type ServedEngine = RemoteEngine &
  Pick<Engine, 'activities' | 'onDidChange' | 'onDidChangeActivity' | 'runningApps' | 'onDidChangeApps'>;

/** Notifications that a client has not read yet. */
const maxUnheardBytes = 16 * 1024 * 1024;

/** To one client. */
interface Line {
  connection: MessageConnection;
  socket: Socket;
  subscriptions: DisposableStore;
}

/** Answers the clients of the owner's engine, each once it has shown the token, until it goes. */
export class EngineServer {
  readonly #engine: ServedEngine;
  readonly #leaving: boolean;
  readonly #succession = new Succession();

  /** @param leaving the owner is here for one command only: nobody is to build on it */
  constructor(engine: ServedEngine, leaving: boolean) {
    this.#engine = engine;
    this.#leaving = leaving;
  }

  serve(socket: Socket, token: string): void {
    const connection = messageConnection(socket, socket);
    const subscriptions = new DisposableStore();
    let known = false;

    connection.onRequest(wire.hello, (message: unknown): Welcome => {
      const hello = helloSchema.safeParse(message);
      const valid = hello.success && hello.data.version === wireVersion && sameToken(hello.data.token, token);
      if (!valid) return { version: wireVersion, answer: 'refused' };
      if (this.#leaving) return { version: wireVersion, answer: 'leaving' };
      if (!known) this.#subscribe({ connection, socket, subscriptions }, hello.data.client);
      known = true;
      return { version: wireVersion, answer: 'accepted' };
    });
    connection.onRequest(wire.ping, () => null);
    connection.onRequest(wire.call, async (message: unknown): Promise<Answer> => {
      try {
        if (!known) throw new AssayError('auth', 'Say hello first.');
        return { value: await answerCall(this.#engine, message) };
      } catch (error) {
        return encodeError(error);
      }
    });

    // A client that goes in the middle of a word is no event of ours.
    connection.onError(() => socket.destroy());
    socket.on('error', () => socket.destroy());
    connection.onClose(() => {
      subscriptions.dispose();
      connection.dispose();
    });
    connection.listen();
  }

  #subscribe({ connection, socket, subscriptions }: Line, client: ClientDescription): void {
    const engine = this.#engine;
    const say = (name: string, value: object) => {
      // Who does not listen is not waited for, and looks at everything again when it comes back.
      if (socket.writableLength > maxUnheardBytes) socket.destroy();
      if (!socket.destroyed) connection.sendNotification(name, value).catch(() => socket.destroy());
    };
    const sayActivities = () => say(wire.activities, engine.activities());
    subscriptions.add(engine.onDidChange((change) => say(wire.changed, encodeChange(change))));
    subscriptions.add(engine.onDidChangeActivity(sayActivities));
    sayActivities();
    const sayApps = () => say(wire.apps, engine.runningApps());
    subscriptions.add(engine.onDidChangeApps(sayApps));
    sayApps();
    const candidate = { client, tell: (place: number | null) => say(wire.place, { place }) };
    this.#succession.add(candidate);
    subscriptions.add({ dispose: () => this.#succession.remove(candidate) });
  }
}

async function answerCall(engine: ServedEngine, message: unknown): Promise<unknown> {
  const { method, args } = callSchema.parse(message);
  if (!isRemoteMethod(method)) throw new AssayError('bug', `The engine has no method ${method}.`);
  const checked = remoteMethods[method].parse(args);
  const call = engine[method].bind(engine) as (...values: readonly unknown[]) => Promise<unknown>;
  return (await call(...checked)) ?? null;
}

function sameToken(given: string, token: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(token)];
  return one.length === other.length && timingSafeEqual(one, other);
}
