import type { Trigger, TriggerStep } from '../../../src/engine/generation/ground-truth.ts';

/** A running app, as a trigger needs it. */
export interface Target {
  baseUrl: string;
  /** All that it has written. */
  log(): string;
}

/**
 * Runs a trigger exactly as it is written.
 * @returns null when the defect shows, otherwise what was different
 */
export async function runTrigger(target: Target, trigger: Trigger): Promise<string | null> {
  const kept = new Map([
    ['self', target.baseUrl],
    ['nonce', newNonce()],
  ]);
  const written = target.log().length;
  for (const step of trigger.steps) {
    const problem = await runStep(target, step, kept);
    if (problem !== null) return `${step.method} ${step.path}: ${problem}`;
  }
  if (trigger.log === undefined) return null;
  const line = new RegExp(trigger.log, 'm');
  // What the app wrote before its answer may come after it.
  for (let tries = 0; tries < 200; tries++) {
    if (line.test(target.log().slice(written))) return null;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return `the log has no line like ${trigger.log}`;
}

/** Whether the defect does not show. On a busy machine a quick answer may be late once, but not three times. */
export async function isImmune(app: Target, trigger: Trigger): Promise<boolean> {
  const isTimed = trigger.steps.some(({ expect }) => expect?.atLeastMs !== undefined);
  for (let tries = isTimed ? 3 : 1; tries > 0; tries--) {
    if ((await runTrigger(app, trigger)) !== null) return true;
  }
  return false;
}

/** @returns null when the answer is as expected */
export async function runStep(
  target: Target,
  step: TriggerStep,
  kept: Map<string, string> = new Map(),
): Promise<string | null> {
  const fill = (text: string) => fillIn(text, kept, (value) => value);
  const url = new URL(target.baseUrl + fill(step.path));
  for (const [name, value] of Object.entries(step.query ?? {})) url.searchParams.set(name, fill(value));
  const headers = new Headers({ connection: 'close' });
  for (const [name, value] of Object.entries(step.headers ?? {})) headers.set(name, fill(value));
  if (step.json !== undefined) headers.set('content-type', 'application/json');
  const body = step.json === undefined ? step.text : JSON.stringify(step.json);
  const started = performance.now();
  const answer = await fetch(url, {
    ...{ method: step.method, headers, redirect: 'manual' },
    ...(body === undefined ? {} : { body: fill(body) }),
  });
  const text = await answer.text();
  const tookMs = performance.now() - started;
  const head = [...answer.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
  for (const [name, pattern] of Object.entries(step.keep ?? {})) {
    const value = new RegExp(pattern).exec(`${head}\n\n${text}`)?.[1];
    if (value === undefined) return `nothing like ${pattern} in ${answer.status} ${text.slice(0, 300)}`;
    kept.set(name, value);
  }
  const { status, body: wanted, headers: wantedHeaders = {}, atLeastMs = 0 } = step.expect ?? {};
  const found = `${answer.status} ${text.slice(0, 300)}`;
  if (status !== undefined && answer.status !== status) return `not ${status} but ${found}`;
  const matches = (pattern: string, value: string) =>
    new RegExp(fillIn(pattern, kept, (part) => part.replace(/[^\w]/g, '\\$&'))).test(value);
  if (wanted !== undefined && !matches(wanted, text)) return `nothing like ${wanted} in ${found}`;
  for (const [name, pattern] of Object.entries(wantedHeaders)) {
    const value = answer.headers.get(name) ?? '';
    if (!matches(pattern, value)) return `${name} is "${value}", not like ${pattern}`;
  }
  return tookMs < atLeastMs ? `it took ${Math.round(tookMs)} ms` : null;
}

function fillIn(text: string, kept: ReadonlyMap<string, string>, quote: (value: string) => string): string {
  return text
    .replace(/\{\{x\*(\d+)\}\}/g, (_, count: string) => 'x'.repeat(Number(count)))
    .replace(/\{\{(\w+)\}\}/g, (whole, name: string) => {
      const value = kept.get(name);
      return value === undefined ? whole : quote(value);
    });
}

let nonces = 0;

/** Eight letters that were not there before. */
function newNonce(): string {
  nonces++;
  return [...nonces.toString(26).padStart(8, '0')]
    .map((digit) => String.fromCharCode(97 + parseInt(digit, 26)))
    .join('');
}
