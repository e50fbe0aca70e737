import { parseJson } from '../../engine/domain/parse-json.ts';
import type { Exchange } from '../http/client.ts';
import { readFieldRule } from './fields.ts';
import { idOf, isObject, recordIn, valueDifference } from './items.ts';
import type { JsonObject } from './items.ts';
import type { PlannedEndpoint } from './plan.ts';
import type { TestRun } from './run.ts';

/** Somebody whom the tester registered. */
export interface Account {
  /** As it stands in sentences. */
  label: string;
  /** What registering sent. */
  body: JsonObject;
  token: string | null;
  /** What the app tells of it. */
  values: JsonObject;
}

export interface Accounts {
  /** The first one; null: none could be had. */
  administrator: Account | null;
  user: Account | null;
  other: Account | null;
  /** Why there is nobody to call as; null: there is. */
  reason: string | null;
}

/** What registering is to send: the example with another name, address and password. */
export function registrationBody(run: TestRun, register: PlannedEndpoint): JsonObject {
  const example = isObject(register.endpoint.request) ? register.endpoint.request : {};
  const variant = run.nextVariant();
  const { passwordKey, nameKey } = run.plan.access!;
  const fields = new Map(register.entity?.fields);
  for (const [key, value] of Object.entries(example)) {
    if (typeof value !== 'string') continue;
    const type = value.includes('@') ? 'email' : 'string';
    if (key === nameKey || !fields.has(key)) fields.set(key, uniqueField(key, type, fields.get(key)?.max));
  }
  const max = fields.get(passwordKey)?.max ?? 64;
  const body = run.values.vary(example, fields, variant);
  const given = example[passwordKey];
  const password = `${typeof given === 'string' ? given : 'Secret-1'}-${run.values.word(variant)}`;
  if (password.length <= max) body[passwordKey] = password;
  for (const [key, value] of Object.entries(body)) {
    // Said twice, as in `password_confirmation`.
    if (key !== passwordKey && value === example[passwordKey]) body[key] = body[passwordKey];
  }
  return body;
}

function uniqueField(key: string, type: string, max: number | null | undefined) {
  return readFieldRule(key, `${type} (unique${max ? `, max ${max}` : ''})`);
}

/** Registers somebody and logs in; notes what is wrong with either. @returns null when there is no token */
export async function openAccount(
  run: TestRun,
  label: string,
  more: JsonObject = {},
): Promise<Account | null> {
  const register = run.plan.endpoints.find(({ role }) => role === 'register');
  if (!register) return openExampleAccount(run, label);
  const body = { ...registrationBody(run, register), ...more };
  const account: Account = { label, body, token: null, values: {} };
  run.caller.hide(String(body[run.plan.access!.passwordKey]));
  const input = { method: 'POST', path: register.endpoint.path, json: body };
  const exchange = await run.caller.send(register.requirement, null, input);
  if (Object.keys(more).length > 0 && exchange.status !== null && exchange.status >= 400) return null;
  const judgement = await run.judge(register, exchange);
  run.note(register, judgement, exchange);
  const answered = recordIn(judgement.answer);
  if (answered) account.values = answered;
  if (run.outcomes.works(register.requirement)) run.checkEcho(register, body, judgement.answer, exchange);
  await logIn(run, account, exchange);
  await readMe(run, account);
  return account.token === null ? null : account;
}

/** The example's own account: some apps are born with it. */
async function openExampleAccount(run: TestRun, label: string): Promise<Account | null> {
  const login = run.plan.access!.login;
  const body = isObject(login.request) ? login.request : {};
  const account: Account = { label, body, token: null, values: {} };
  const requirement = `POST ${login.path}`;
  const exchange = await run.caller.send(requirement, null, { method: 'POST', path: login.path, json: body });
  account.token = tokenIn(run, exchange);
  if (account.token === null)
    run.outcomes.noteNotMeasured(requirement, 'There is no way to make an account.');
  else run.outcomes.noteWorks(requirement, run.caller.describe(exchange));
  return account.token === null ? null : account;
}

export function loginBody(run: TestRun, account: Account): JsonObject {
  const { login, nameKey, passwordKey } = run.plan.access!;
  const example = isObject(login.request) ? login.request : {};
  const { body } = account;
  const name = body[nameKey] ?? body['email'] ?? body['username'] ?? body['name'];
  return { ...example, [nameKey]: name, [passwordKey]: body[passwordKey] };
}

/** Gives the account a new token. */
async function logIn(run: TestRun, account: Account, registration: Exchange): Promise<void> {
  const login = run.plan.endpoints.find(({ role }) => role === 'login')!;
  const json = loginBody(run, account);
  const input = { method: 'POST', path: login.endpoint.path, json };
  const exchange = await run.caller.send(login.requirement, null, input);
  account.token = tokenIn(run, exchange);
  if (account.token !== null) {
    run.note(login, await run.judge(login, exchange), exchange);
    return;
  }
  const isRegistered = registration.status !== null && registration.status < 300;
  // An app that knows the account does not make it again.
  const register = run.plan.endpoints.find(({ role }) => role === 'register')!;
  const again = { method: 'POST', path: register.endpoint.path, json: account.body };
  const repeated = isRegistered ? await run.caller.send(register.requirement, null, again) : null;
  if (repeated?.status !== undefined && (repeated.status ?? 500) < 400) {
    const message = 'It was answered with success, but nobody can log in with what it made.';
    run.outcomes.noteProblem(register.requirement, message, run.caller.describe(registration, exchange));
  } else if (isRegistered) {
    const judgement = await run.judge(login, exchange);
    const { message } = judgement.result === 'works' ? { message: null } : judgement;
    const result = judgement.result === 'missing' ? 'missing' : 'wrong';
    run.outcomes.noteProblem(
      login.requirement,
      message ?? 'It answers no token.',
      run.caller.describe(registration, exchange),
      result,
    );
  } else run.outcomes.noteNotMeasured(login.requirement, 'No account could be made to log in with.');
  account.token = tokenIn(run, registration);
}

function tokenIn(run: TestRun, exchange: Exchange): string | null {
  if (exchange.status === null || exchange.status >= 300) return null;
  const answer = parseJson(exchange.body);
  const places = [answer, ...(isObject(answer) ? Object.values(answer) : [])].filter(isObject);
  for (const place of places) {
    const token = place[run.plan.access!.tokenKey];
    if (typeof token !== 'string' || token === '') continue;
    run.caller.hide(token);
    return token;
  }
  return null;
}

/** What the app says of the account: its id and role, if it tells them anywhere. */
async function readMe(run: TestRun, account: Account): Promise<void> {
  const me = run.plan.endpoints.find(({ role }) => role === 'me');
  if (!me || account.token === null) return;
  const input = { method: 'GET', path: me.endpoint.path };
  const exchange = await run.tryCall(() => run.caller.send(me.requirement, account, input));
  if (exchange?.status !== 200) return;
  const answered = recordIn(parseJson(exchange.body));
  // Who is told of somebody else learns nothing of themselves.
  const { nameKey } = run.plan.access!;
  if (answered && valueDifference({ [nameKey]: loginBody(run, account)[nameKey] }, answered)) return;
  if (answered && (idOf(answered) !== null || 'role' in answered)) {
    account.values = { ...account.values, ...answered };
  }
}

/** The role that the app shows for an account; null: it shows none. */
export function roleShown({ values }: Account): string | null {
  const { role } = values;
  return typeof role === 'string' ? role.toLowerCase() : null;
}
