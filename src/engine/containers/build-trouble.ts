import { AssayError } from '../domain/errors.ts';
import type { BuildOutput } from './build-output.ts';
import type { ImageRecipe } from './image-builder.ts';

/** What another attempt may find otherwise: names and connections, never what the Dockerfile or the app says. */
const passing =
  /\b(EAI_AGAIN|ECONNRESET|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|socket hang up)\b|i\/o timeout|TLS handshake timeout|connection reset by peer|temporary failure (in name )?resol|network is unreachable|unexpected EOF|\b(502|503|504)\b.*(gateway|unavailable|timeout)/i;
const noBase =
  /(pull access denied|manifest unknown|repository does not exist|no such image|not found: manifest|failed to resolve reference)/i;
/** The engine asks a registry by itself only for a base image. */
const registryAway = /\/v2\/|registry/i;
const noRoom = /no space left on device/i;

/** A build that the engine has given up, in words for people. */
export function buildTrouble(
  { what, network, buildArgs }: Pick<ImageRecipe, 'what' | 'network' | 'buildArgs'>,
  output: BuildOutput,
): AssayError {
  const { message, code } = output.error!;
  const detail = output.tail(60);
  if (code === null && (noBase.test(message) || registryAway.test(message))) {
    const from = [...detail.matchAll(/^Step \d+\/\d+ : FROM (\S+)/gm)].at(-1)?.[1] ?? 'that it begins with';
    const image = from.replace(/\$\{?(\w+)\}?/g, (whole, name: string) => buildArgs[name] ?? whole);
    return new AssayError('misconfigured', `The base image ${image} of ${what} cannot be had: ${message}`, {
      detail,
      hint: 'Pull or load it into the engine, or name another one (a mirror) in the setting containers.baseImages.',
    });
  }
  if (noRoom.test(message) || noRoom.test(detail)) {
    return new AssayError('transient', `The engine's disk is full: ${what} was not built.`, {
      detail,
      hint: 'Make room, for example with "docker system prune".',
    });
  }
  if (network && passing.test(`${message}\n${detail}`)) {
    return new AssayError('transient', `${what} was not built: the network failed. ${message}`, { detail });
  }
  const status = code === null ? message : `a step ended with status ${code}`;
  return new AssayError('build_failed', `${what} was not built: ${status}`, { detail });
}

/** The engine itself could not be asked, or went away. */
export function engineTrouble(what: string, error: unknown): AssayError {
  if (AssayError.is(error)) return error;
  const { statusCode, message } = error as { statusCode?: number; message?: string };
  const words = message ?? String(error);
  if (statusCode === 400)
    return new AssayError('build_failed', `${what} cannot be built: ${words}`, { cause: error });
  if (statusCode !== undefined && statusCode < 500) {
    return new AssayError('bug', `The container engine refused to build ${what}: ${words}`, { cause: error });
  }
  return new AssayError('transient', `The container engine did not build ${what}: ${words}`, {
    cause: error,
  });
}
