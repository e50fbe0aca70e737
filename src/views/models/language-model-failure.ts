import { AssayError } from '../../engine/domain/errors.ts';

/** What of an editor's `LanguageModelError` there is to go by; its cause says what the model's own extension threw. */
interface Failure {
  message: string;
  /** Empty: the extension that brings the model threw something of its own. */
  code: string;
  causeMessage: string;
}

const limited =
  /quota|rate.?limit|too many requests|\b429\b|exhausted|exceeded your (?:\w+ )?(?:limit|allowance)/i;
const refusing = /off.?topic|content.?filter|responsible ai|filtered by|refus(?:ed|al)/i;
const secondsToWait = /(?:retry|try again) (?:after|in) (\d+) ?s/i;

/** @returns the words of a refusal, or the error with its class */
export function languageModelFailure(model: string, thrown: unknown): { refusal: string } | AssayError {
  if (AssayError.is(thrown)) return thrown;
  const { message, code, causeMessage } = describe(thrown);
  const words = causeMessage === '' ? message : causeMessage;
  const said = `${code} ${message} ${causeMessage}`;
  const options = { cause: thrown, detail: said.trim() };
  const sentence = words === '' ? '' : `: ${words.replaceAll(/\s+/g, ' ').slice(0, 300)}`;
  if (code === 'NotFound') {
    return new AssayError('misconfigured', `The editor has no model ${model}${sentence}`, {
      ...options,
      hint: '"Assay: Choose Models…" lists those that it has.',
    });
  }
  if (code === 'NoPermissions') {
    return new AssayError('auth', `Assay may not ask ${model}${sentence}`, {
      ...options,
      hint: 'Allow it when the editor asks, or under "Manage Language Model Access", and retry.',
    });
  }
  // Before what blocks: the editor calls an exceeded quota blocked as well.
  if (limited.test(said)) {
    const seconds = secondsToWait.exec(said)?.[1];
    return new AssayError('rate_limited', `${model} limits how often it can be asked${sentence}`, {
      ...options,
      ...(seconds === undefined ? {} : { retryAfterMs: Number(seconds) * 1_000 }),
    });
  }
  if (code === 'Blocked') {
    return new AssayError('auth', `The editor does not let Assay ask ${model}${sentence}`, {
      ...options,
      hint: 'See under "Manage Language Model Access", and retry.',
    });
  }
  if (refusing.test(said)) return { refusal: words };
  return new AssayError('transient', `${model} failed in the editor${sentence}`, options);
}

function describe(thrown: unknown): Failure {
  if (!(thrown instanceof Error)) return { message: String(thrown), code: '', causeMessage: '' };
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
  const causeMessage = thrown.cause instanceof Error ? thrown.cause.message : '';
  return { message: thrown.message, code, causeMessage };
}
