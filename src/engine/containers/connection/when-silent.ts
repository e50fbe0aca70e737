import type http2 from 'node:http2';
import type { Duplex } from 'node:stream';

const patience = 3;

/**
 * Tells when nothing comes from the other side any more, although nobody has closed the connection: as when a network goes
 * away, which a system would notice after a quarter of an hour, or never. Questions are counted and not the time, so that
 * a machine that has slept does not take its sleep for silence.
 * @param raw what the session's bytes come through; whatever comes is a sign of life
 */
export function whenSilent(
  session: http2.ClientHttp2Session,
  raw: Duplex,
  askEveryMs: number,
  onSilent: () => void,
): void {
  let unanswered = 0;
  let timer: NodeJS.Timeout | undefined;
  raw.on('data', () => (unanswered = 0));
  const ask = () => {
    if (session.destroyed) return;
    if (unanswered === patience) {
      onSilent();
      return;
    }
    unanswered++;
    session.ping(() => undefined);
  };
  // The other side is a program that may have to be started first.
  session.once('remoteSettings', () => (timer = setInterval(ask, askEveryMs).unref()));
  session.once('close', () => clearInterval(timer));
}
