import { exitStatus } from './exit-status.ts';

/**
 * SIGINT and SIGTERM: the first asks for an orderly end, the second leaves at once, which loses nothing either: what is
 * reported is durable, and no process outlives this one.
 */
export function onStopSignal(stop: () => void): { stopped: Promise<null>; dispose(): void } {
  let resolveStopped: (value: null) => void;
  const stopped = new Promise<null>((resolve) => (resolveStopped = resolve));
  let asked = false;
  const handle = () => {
    if (asked) process.exit(exitStatus.interrupted);
    asked = true;
    stop();
    resolveStopped(null);
  };
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
  return {
    stopped,
    dispose: () => {
      process.off('SIGINT', handle);
      process.off('SIGTERM', handle);
    },
  };
}
