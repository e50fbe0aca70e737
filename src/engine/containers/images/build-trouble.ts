import { AssayError } from '../../domain/errors.ts';
import type { BuildOutput } from './build-output.ts';
import { diskIsFull, saysDiskIsFull, statusOf } from '../connection/engine-refusal.ts';
import { fromImages } from './from-images.ts';
import type { ImageRecipe } from './image-builder.ts';

/** What another attempt may find otherwise: names and connections, never what the Dockerfile or the app says. */
const passing =
  /\b(EAI_AGAIN|ECONNRESET|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|socket hang up)\b|i\/o timeout|TLS handshake timeout|connection reset by peer|temporary failure (in name )?resol|network is unreachable|unexpected EOF|\b(502|503|504)\b.*(gateway|unavailable|timeout)/i;
/** A base image that was there a moment ago is asked for again, by the engine itself. */
const noBase =
  /(pull access denied|manifest unknown|repository does not exist|no such image|not found: manifest|failed to resolve|failed to do request: Head|\/v2\/)/i;
/** A registry that may answer the next time. */
const registryBusy =
  /i\/o timeout|TLS handshake timeout|connection reset by peer|unexpected EOF|temporary failure|toomanyrequests|\b(429|500|502|503|504)\b/i;

/** A build that the engine has given up, in words for people. */
export function buildTrouble(
  { what, network, dockerfile, buildArgs }: Omit<ImageRecipe, 'files'>,
  output: BuildOutput,
): AssayError {
  const { message, code } = output.error!;
  const detail = output.tail(60);
  // First: without room the base image cannot be read either.
  if (saysDiskIsFull(message) || saysDiskIsFull(detail))
    return diskIsFull(`${what} was not built`, { detail });
  if (code === null && noBase.test(message)) {
    return cannotBeHad(fromImages(dockerfile, buildArgs).join(' or '), what, message);
  }
  if (network && passing.test(`${message}\n${detail}`)) {
    return new AssayError('transient', `${what} was not built: the network failed. ${message}`, { detail });
  }
  const status = code === null ? message : `a step ended with status ${code}`;
  return new AssayError('build_failed', `${what} was not built: ${status}`, { detail });
}

/** A base image that the engine could not get, in words for people. */
export function cannotBeHad(image: string, what: string, why: string): AssayError {
  if (saysDiskIsFull(why)) return diskIsFull(`${image}, the base image of ${what}, was not pulled`);
  const errorClass = registryBusy.test(why) ? 'transient' : 'misconfigured';
  return new AssayError(errorClass, `The base image ${image} of ${what} cannot be had: ${why}`, {
    hint: 'Pull or load it into the engine, or name another one (a mirror) in the setting containers.baseImages.',
  });
}

/** The engine itself could not be asked, or went away. */
export function engineTrouble(what: string, error: unknown): AssayError {
  if (AssayError.is(error)) return error;
  const statusCode = statusOf(error);
  const words = AssayError.from(error).message;
  if (saysDiskIsFull(words)) return diskIsFull(`${what} was not built`, { cause: error });
  if (statusCode === 400)
    return new AssayError('build_failed', `${what} cannot be built: ${words}`, { cause: error });
  if (statusCode !== undefined && statusCode < 500) {
    return new AssayError('bug', `The container engine refused to build ${what}: ${words}`, { cause: error });
  }
  return new AssayError('transient', `The container engine did not build ${what}: ${words}`, {
    cause: error,
  });
}

/** Whether an engine says that it does not build with BuildKit. */
export function lacksBuildKit(message: string): boolean {
  return (
    /buildkit/i.test(message) && /not (supported|enabled|available)|unsupported|experimental/i.test(message)
  );
}
