import { exitStatus } from './exit-status.ts';

/** One Ctrl+C can arrive more than once: from the terminal, and passed on by those who started us. */
const sameSignalMs = 500;
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * SIGINT, SIGTERM and SIGHUP (a closed terminal): the first asks for an orderly end, the second leaves at once, which loses nothing either: what is
 * reported is durable, and no process outlives this one.
 */
export function onStopSignal(stop: () => void): { stopped: Promise<null>; dispose(): void } {
  let resolveStopped: (value: null) => void;
  const stopped = new Promise<null>((resolve) => (resolveStopped = resolve));
  let askedAt: number | null = null;
  const handle = () => {
    const now = performance.now();
    if (askedAt !== null) {
      if (now - askedAt > sameSignalMs) process.exit(exitStatus.interrupted);
      return;
    }
    askedAt = now;
    stop();
    resolveStopped(null);
  };
  for (const signal of signals) process.on(signal, handle);
  return {
    stopped,
    dispose: () => {
      for (const signal of signals) process.off(signal, handle);
    },
  };
}
