import type { RequestInput } from '../http/client.ts';
import { loginBody, openAccount, registrationBody } from './accounts.ts';
import type { Account } from './accounts.ts';
import { isObject } from './items.ts';
import type { JsonObject } from './items.ts';
import { parameterCount } from './plan.ts';
import type { PlannedEndpoint } from './plan.ts';
import { limitKeys, pageKeys, queryFor, queryOf, withQuery } from './query.ts';
import { mustBeRefused } from './refusals.ts';
import { ownerFor, subjectFor, validRequest } from './requests.ts';
import type { TestRun } from './run.ts';
import { checkUnknownId } from './unknown-id.ts';
import { wrongBodies } from './wrong-values.ts';

const maxWrongBodies = 40;

/** What is wrong is answered with 4xx, whatever it is; nothing is answered with 5xx. */
export async function checkInput(run: TestRun, planned: PlannedEndpoint): Promise<void> {
  const account = run.actorFor(planned);
  if (account === undefined) return;
  const owner = ownerFor(run, planned);
  const subject = await subjectFor(run, planned, owner);
  if (subject === undefined) return;
  if (subject !== null && planned.role !== 'read') await checkUnknownId(run, planned, subject);
  if (planned.endpoint.method === 'GET') return checkQuery(run, planned);
  const { method, request } = planned.endpoint;
  if (!isObject(request) || planned.role === 'delete' || planned.role === 'logout') return;
  const valid = await validRequest(run, planned, subject, owner);
  if (!valid) return;
  const send = (input: Partial<RequestInput>) =>
    run.send(planned, account, { method, path: valid.path, ...input });
  mustBeRefused(run, planned, 'text that is not JSON', await send({ text: '{"broken": ' }), 400);
  mustBeRefused(run, planned, 'a list in place of an object', await send({ json: [] }), 400);
  for (const { what, body } of await bodies(run, planned)) {
    mustBeRefused(run, planned, `a request ${what}`, await send({ json: body }), 400);
  }
}

async function bodies(run: TestRun, planned: PlannedEndpoint) {
  const { role, endpoint, entity } = planned;
  const fields = entity?.fields ?? new Map();
  const keys = Object.keys(isObject(endpoint.request) ? endpoint.request : {});
  if (role === 'register') return wrongBodies(keys, fields, true, () => registrationBody(run, planned));
  if (role === 'login' || role === 'call' || role === 'import' || role === 'delete-many') return [];
  const whole = role === 'create';
  const wrong = wrongBodies(keys, fields, whole, () => ({})).slice(0, maxWrongBodies);
  const made = [];
  for (const { what, body } of wrong) {
    const { body: fresh } = await run.bodyFor(planned, ownerFor(run, planned));
    const missing = /^without (.+)$/.exec(what)?.[1];
    if (missing !== undefined) delete fresh[missing];
    made.push({ what, body: { ...fresh, ...body } });
  }
  return made;
}

/** Pages that do not exist are an app's own business, but no reason to fail. */
async function checkQuery(run: TestRun, planned: PlannedEndpoint): Promise<void> {
  const account = run.actorFor(planned);
  const subject =
    parameterCount(planned.endpoint.path) > 0 ? await subjectFor(run, planned, account ?? null) : null;
  const path = subject === undefined ? null : run.fillPath(planned.endpoint.path, subject);
  if (path === null) return;
  for (const key of [...pageKeys, ...limitKeys].filter((name) => name in queryOf(planned))) {
    for (const value of ['-1', '0', 'many', '100000000']) {
      const query = { ...queryFor(planned, null), [key]: value };
      const exchange = await run.send(planned, account ?? null, {
        method: 'GET',
        path: withQuery(path, query),
      });
      if (exchange.status !== null && exchange.status < 500) continue;
      const answer = exchange.status ?? `nothing (${exchange.failure})`;
      return run.wrong(planned, `It answered ${answer} for ${key}=${value}.`, exchange);
    }
  }
}

/** Others may have another name by now, or another password. */
async function unchangedAccount(run: TestRun): Promise<Account | null> {
  const mayRegister = run.plan.endpoints.some((other) => other.role === 'register' && run.works(other));
  const fresh = mayRegister ? await openAccount(run, 'an account that nobody has changed') : null;
  return fresh ?? run.accounts.user ?? run.accounts.administrator;
}

/** Only the right password of an account that is there lets somebody in, and everybody as themselves. */
export async function checkLogin(run: TestRun, planned: PlannedEndpoint): Promise<void> {
  const account = run.works(planned) ? await unchangedAccount(run) : null;
  if (!account) return;
  const { passwordKey, nameKey } = run.plan.access!;
  const right = loginBody(run, account);
  const name = String(right[nameKey]);
  const wrong: [string, JsonObject][] = [
    ['a wrong password', { ...right, [passwordKey]: `${String(right[passwordKey])}x` }],
    ['an account that is not there', { ...right, [nameKey]: `zzqx${name}` }],
    ['no password', { [nameKey]: name }],
    ['an object as the password', { ...right, [passwordKey]: { $ne: '' } }],
  ];
  for (const [what, json] of wrong) {
    const exchange = await run.send(planned, null, { method: 'POST', path: planned.endpoint.path, json });
    mustBeRefused(run, planned, what, exchange, 400);
  }
}

/** One name, one account. */
export async function checkRegister(run: TestRun, planned: PlannedEndpoint): Promise<void> {
  const account = await unchangedAccount(run);
  if (!account) return;
  const { nameKey } = run.plan.access!;
  const json = { ...registrationBody(run, planned), [nameKey]: account.body[nameKey] };
  if (json[nameKey] === undefined) return;
  const exchange = await run.send(planned, null, { method: 'POST', path: planned.endpoint.path, json });
  mustBeRefused(run, planned, `a ${nameKey} that another account has`, exchange, 400);
}
