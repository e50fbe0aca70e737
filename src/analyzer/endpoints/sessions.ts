import { openAccount, roleShown } from './accounts.ts';
import { idOf, isObject } from './items.ts';
import type { TestRun } from './run.ts';

/** The first account and two more; notes what is wrong with how they came to be. */
export async function openAccounts(run: TestRun): Promise<void> {
  if (run.plan.access === null) return;
  const { accounts } = run;
  const register = run.plan.endpoints.find(({ role }) => role === 'register');
  const first = await openAccount(run, 'the first account');
  if (!first) {
    accounts.reason = 'Nobody could log in.';
    return;
  }
  accounts.administrator = first;
  accounts.user = first;
  if (!register) {
    const role = roleShown(first);
    if (role !== 'admin') accounts.administrator = null;
    accounts.reason = 'There is no way to make the account of an administrator.';
    return;
  }
  accounts.user = (await openAccount(run, 'a user')) ?? first;
  accounts.other = accounts.user === first ? null : await openAccount(run, 'another user');
  for (const account of new Set([first, accounts.user, accounts.other])) {
    if (account === null || idOf(account.values) === null) continue;
    const { requirement, collection, entity } = register;
    run.records.all.push({
      ...{ requirement, collection, entity, values: account.values, expected: {}, word: '' },
      ...{ owner: account, parent: null, isDeleted: false },
    });
  }
  if (accounts.user !== first && accounts.user.token === first.token) {
    const login = `POST ${run.plan.access.login.path}`;
    const { evidence } = run.outcomes.get(login);
    run.outcomes.noteProblem(login, 'It answers the same token for two accounts.', evidence);
    accounts.user = first;
    accounts.other = null;
  }
  // Nobody makes themselves an administrator.
  const isField = isObject(register.endpoint.request) && 'role' in register.endpoint.request;
  const ruled = register.entity?.fields.get('role');
  const climber =
    ruled?.serverSet && !isField ? await openAccount(run, 'a climber', { role: 'admin' }) : null;
  if (roleShown(first) !== null && roleShown(first) !== 'admin') {
    accounts.administrator = null;
    accounts.reason = `The first account is no administrator: its role is ${roleShown(first)}.`;
    const { evidence } = run.outcomes.get(register.requirement);
    run.outcomes.noteProblem(register.requirement, accounts.reason, evidence);
  }
  for (const account of [accounts.user, accounts.other, climber]) {
    if (account && account !== first && roleShown(account) === 'admin') {
      const how =
        account === climber
          ? 'Who asks for it becomes an administrator.'
          : 'Later accounts are administrators, too.';
      run.outcomes.noteProblem(register.requirement, how, run.outcomes.get(register.requirement).evidence);
    }
  }
}

/**
 * When nobody was let in anywhere, that is not each endpoint's own fault: the token is worth nothing, or the
 * first account is no administrator.
 */
export function settleAccess(run: TestRun): void {
  const { access, endpoints } = run.plan;
  if (access === null) return;
  const isClosed = (status: number | null | undefined) => status === 401 || status === 403;
  let isDone = false;
  const settle = (need: string, culprit: string | undefined, message: string) => {
    const asked = endpoints.filter(
      (planned) => planned.need === need && run.firstStatus.has(planned.requirement),
    );
    if (asked.length < 2 || !asked.every(({ requirement }) => isClosed(run.firstStatus.get(requirement))))
      return;
    for (const { requirement } of asked) {
      const { evidence } = run.outcomes.get(requirement);
      run.outcomes.replace(requirement, { result: 'not_measured', message, evidence });
    }
    if (culprit === undefined || isDone) return;
    isDone = true;
    const evidence = run.outcomes.get(asked[0]!.requirement).evidence;
    run.outcomes.noteProblem(culprit, message, evidence);
  };
  settle('signed-in', `POST ${access.login.path}`, 'The token that logging in answers is taken nowhere.');
  const register = access.register ? `POST ${access.register.path}` : undefined;
  settle('administrator', register, 'The first account is let in nowhere as an administrator.');
}
