import { timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';
import { StreamMessageReader, StreamMessageWriter, createMessageConnection } from 'vscode-jsonrpc/node';
import { DisposableStore } from '../domain/disposable.ts';
import { AssayError } from '../domain/errors.ts';
import type { Engine } from '../engine-api.ts';
import { isRemoteMethod, remoteMethods } from './methods.ts';
import type { RemoteEngine } from './methods.ts';
import { callSchema, encodeChange, encodeError, helloSchema, wire, wireVersion } from './wire.ts';
import type { Answer } from './wire.ts';

export type ServedEngine = RemoteEngine & Pick<Engine, 'activities' | 'onDidChange' | 'onDidChangeActivity'>;

/** Answers one client of the owner's engine, once it has shown the token, until it goes. */
export function serveClient(engine: ServedEngine, token: string, socket: Socket): void {
  const connection = createMessageConnection(
    new StreamMessageReader(socket),
    new StreamMessageWriter(socket),
  );
  const subscriptions = new DisposableStore();
  let known = false;

  connection.onRequest(wire.hello, (message: unknown) => {
    const hello = helloSchema.safeParse(message);
    known = hello.success && hello.data.version === wireVersion && sameToken(hello.data.token, token);
    if (!known) return { version: wireVersion, accepted: false };
    const sendActivities = () => void connection.sendNotification(wire.activities, engine.activities());
    subscriptions.add(
      engine.onDidChange((change) => void connection.sendNotification(wire.changed, encodeChange(change))),
    );
    subscriptions.add(engine.onDidChangeActivity(sendActivities));
    sendActivities();
    return { version: wireVersion, accepted: true };
  });

  connection.onRequest(wire.call, async (message: unknown): Promise<Answer> => {
    try {
      if (!known) throw new AssayError('auth', 'Say hello first.');
      return { value: await answerCall(engine, message) };
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
