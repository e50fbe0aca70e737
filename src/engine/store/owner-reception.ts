import type net from 'node:net';
import { listen } from './owner-socket.ts';

/** Who connects to an owner's socket: all are let in at once, and served as soon as there is something to serve. */
export class OwnerReception {
  readonly #server: net.Server;
  readonly #connections = new Set<net.Socket>();
  #waiting: net.Socket[] = [];
  #serve: ((socket: net.Socket) => void) | null = null;

  private constructor(server: net.Server) {
    this.#server = server;
    server.on('connection', (socket) => this.#admit(socket));
  }

  static async open(address: string): Promise<OwnerReception> {
    return new OwnerReception(await listen(address));
  }

  #admit(socket: net.Socket): void {
    this.#connections.add(socket);
    socket.once('close', () => this.#connections.delete(socket));
    // As the server itself: a client is no reason to stay.
    socket.unref();
    if (this.#serve) this.#serve(socket);
    else this.#waiting.push(socket);
  }

  serve(client: (socket: net.Socket) => void): void {
    this.#serve = client;
    for (const socket of this.#waiting.splice(0)) if (!socket.destroyed) client(socket);
  }

  /** Hangs up on everybody. Safe to call twice. */
  async close(): Promise<void> {
    for (const connection of this.#connections) connection.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
