import type { Exchange } from '../http/client.ts';
import { openAccount, roleShown } from './accounts.ts';
import type { Account } from './accounts.ts';
import { idOf, isObject, isSameValue } from './items.ts';
import { getList, shows, viewOf } from './lists.ts';
import { ownerKey } from './model.ts';
import { isOwnParent } from './own-parents.ts';
import type { PlannedEndpoint } from './plan.ts';
import { readBack } from './read-back.ts';
import type { TestRecord } from './records.ts';
import { answerPhrase } from './refusals.ts';
import { isAboutRecord, ownerFor, subjectFor, validRequest } from './requests.ts';
import type { TestRun } from './run.ts';

/** Who may not call an endpoint is refused, and changes nothing. */
export async function checkAccess(run: TestRun, planned: PlannedEndpoint): Promise<void> {
  const { need, isOwn, role } = planned;
  if (run.plan.access === null || (need !== 'signed-in' && need !== 'administrator')) return;
  const subject = await subjectFor(run, planned, ownerFor(run, planned));
  if (subject === undefined) return;
  await mustRefuse(run, planned, subject, null, 'without a token', [401, 403]);
  await mustRefuse(run, planned, subject, forged, 'with a token that nobody was given', [401, 403]);
  const { user, other } = run.accounts;
  if (need === 'administrator') {
    if (user && user !== run.accounts.administrator && roleShown(user) !== 'admin') {
      await mustRefuse(run, planned, subject, user, "with a user's token", [403, 401, 404]);
    }
    return;
  }
  if (!isOwn || !other) return;
  const isParent = subject !== null && !isAboutRecord(planned);
  const isHeld = !isParent || isOwnParent(run, planned, subject);
  if (isHeld && subject?.owner && subject.owner !== other) {
    await mustRefuse(run, planned, subject, other, "with another account's token", [403, 404, 401]);
  }
  if (role === 'list' && !(isParent && isHeld)) await mustNotShow(run, planned, other);
}

const forged: Account = { label: 'nobody', body: {}, token: 'not-a-token-of-anybody', values: {} };

async function mustRefuse(
  run: TestRun,
  planned: PlannedEndpoint,
  subject: TestRecord | null,
  account: Account | null,
  how: string,
  statuses: readonly number[],
): Promise<void> {
  if (!run.works(planned)) return;
  const input = await validRequest(run, planned, subject, ownerFor(run, planned));
  if (!input) return;
  const isChange = subject !== null && input.method !== 'GET';
  const before = isChange ? await readBack(run, subject) : undefined;
  const taking = planned.role === 'update' ? ownerKey(planned.entity) : null;
  if (taking !== null && account !== null && account === run.accounts.other && isObject(input.json)) {
    input.json = { ...input.json, [taking]: account.values['id'] };
  }
  const exchange = await run.send(planned, account, input);
  const { status } = exchange;
  if (status === null || !statuses.includes(status)) {
    const wanted = statuses.slice(0, 2).join(' or ');
    return run.wrong(planned, `It ${answerPhrase(exchange)} ${how}, where ${wanted} is expected.`, exchange);
  }
  if (!before || subject === null) return;
  const after = await readBack(run, subject);
  if (after === undefined) return;
  const sent = isObject(input.json) ? input.json : {};
  const changed = Object.entries(sent).find(
    ([key, value]) =>
      after !== null && !isSameValue(before[key], after[key]) && isSameValue(value, after[key]),
  );
  if (after === null) run.wrong(planned, `It answered ${status} ${how}, and deleted the record.`, exchange);
  else if (changed) run.wrong(planned, `It answered ${status} ${how}, and changed ${changed[0]}.`, exchange);
}

/** A list of one's own holds nothing of others. */
async function mustNotShow(run: TestRun, planned: PlannedEndpoint, other: Account): Promise<void> {
  const view = await viewOf(run, planned);
  const records = view?.records.filter(({ owner, values }) => owner !== other && idOf(values) !== null) ?? [];
  if (!view || records.length === 0) return;
  const exchange = await getList(run, { ...view, account: other }, {});
  const shown = records.find((record) => shows(exchange, record));
  if (shown) run.wrong(planned, 'It shows records that belong to another account.', exchange);
}

/** Ends a session that was opened for it, and sees that its token is worth nothing then, and others still are. */
export async function checkLogout(run: TestRun, planned: PlannedEndpoint): Promise<void> {
  const account = await openAccount(run, 'an account that logs out');
  if (!account || account.token === run.accounts.user?.token) return run.noActor(planned);
  if (planned.need === 'signed-in') {
    const input = { method: planned.endpoint.method, path: planned.endpoint.path };
    const exchange = await run.send(planned, null, input);
    if (exchange.status !== 401 && exchange.status !== 403) {
      const answer = exchange.status ?? 'nothing';
      run.wrong(planned, `It answered ${answer} without a token, where 401 is expected.`, exchange);
    }
  }
  const probe = run.plan.endpoints.find(
    (other) =>
      run.works(other) &&
      other.need === 'signed-in' &&
      other.endpoint.method === 'GET' &&
      !other.endpoint.path.includes(':'),
  );
  const ask = async (asking: Account): Promise<Exchange | undefined> => {
    if (!probe) return undefined;
    const input = await validRequest(run, probe, null, asking);
    return input ? run.tryCall(() => run.send(probe, asking, input)) : undefined;
  };
  const before = await ask(account);
  const input = await validRequest(run, planned, null, account);
  const { judgement, exchange } = await run.call(planned, account, input!);
  run.note(planned, judgement, exchange);
  if (judgement.result !== 'works' || before?.status !== 200) return;
  const after = await ask(account);
  if (after?.status === 200) {
    run.wrong(planned, 'The token still works after logging out.', exchange, after);
  }
  const { user } = run.accounts;
  const others = user ? await ask(user) : undefined;
  if (others && others.status !== 200) {
    run.wrong(planned, 'It ended the session of another account, too.', exchange, others);
  }
}
