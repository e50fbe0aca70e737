import { recordFor } from './make-records.ts';
import type { Verdict } from '../../engine/domain/analysis.ts';
import type { Template } from '../../engine/domain/template.ts';
import { settleBlame } from './blame.ts';
import { AppGone } from './caller.ts';
import type { CallerOptions } from './caller.ts';
import { checkAccess, checkLogout } from './check-access.ts';
import { checkAction, checkCall, checkDelete, checkDeleteMany, checkUpdate } from './check-changes.ts';
import { checkChangeConflicts } from './check-change-conflicts.ts';
import { checkConflicts, checkCreate, checkImport, checkImported } from './check-creates.ts';
import { checkFigures } from './check-figures.ts';
import { checkInput, checkLogin, checkRegister } from './check-input.ts';
import { checkListQueries } from './check-lists.ts';
import { checkList, checkMe, checkRead, checkView } from './check-reads.ts';
import { checkOverlaps } from './check-overlaps.ts';
import { checkServerSet } from './check-server-set.ts';
import { checkTexts } from './check-texts.ts';
import { isObject } from './items.ts';
import type { PlannedEndpoint, Role } from './plan.ts';
import { TestRun } from './run.ts';
import { openAccounts, settleAccess } from './sessions.ts';
import { checkUnknownId } from './unknown-id.ts';

type Check = (run: TestRun, planned: PlannedEndpoint) => Promise<void>;

/** What every endpoint is first held to: asked rightly, does it do what the template says? */
const firstChecks: Partial<Record<Role, Check>> = {
  me: checkMe,
  create: checkCreate,
  import: checkImport,
  list: checkList,
  view: checkView,
  read: checkRead,
  call: checkCall,
  action: checkAction,
  update: checkUpdate,
  delete: checkDelete,
};

/** Holds an app to every endpoint of its template. docs/endpoint-tester.md tells how. */
export class EndpointTester {
  readonly #run: TestRun;

  constructor(template: Template, options: CallerOptions) {
    this.#run = new TestRun(template, options);
  }

  /** One verdict for each endpoint, in the order in which they were called first. */
  async test(): Promise<Verdict[]> {
    const run = this.#run;
    try {
      await this.#callAll();
    } catch (error) {
      if (!(error instanceof AppGone)) throw error;
      // What ended it is at fault; what comes after could not be tried.
      run.noteEnd();
      for (const { requirement } of run.plan.endpoints) {
        run.outcomes.noteNotMeasured(requirement, 'The app was no longer running.');
      }
    }
    settleAccess(run);
    settleBlame(run.outcomes);
    for (const { requirement } of run.plan.endpoints) {
      run.outcomes.noteNotMeasured(requirement, 'There was no time left for it.');
    }
    return run.outcomes.verdicts();
  }

  async #callAll(): Promise<void> {
    const run = this.#run;
    await run.tryCall(() => openAccounts(run));
    await this.#each(['me', 'create'], checkFirst);
    await this.#each(['import', 'list', 'view', 'read'], checkFirst);
    await this.#each(['create'], ifNotMeasured(checkFirst));
    await this.#each(['read'], ifWorks(checkUnknown));
    await this.#each(['list'], ifWorks(checkListQueries));
    await this.#each(['import'], ifWorks(checkImported));
    await this.#each(['call', 'action', 'update', 'delete'], checkFirst);
    await this.#each(['delete-many'], (_, planned) =>
      sendsIds(planned) ? checkMany(run, planned) : never(),
    );
    await this.#each(['create'], ifWorks(checkConflicts));
    await this.#each(['create'], ifWorks(checkTexts));
    await this.#each(['create'], ifWorks(checkOverlaps));
    await this.#each(['update'], ifWorks(checkChangeConflicts));
    await this.#each(['create', 'update'], ifWorks(checkServerSet));
    await this.#each(['list', 'view'], ifWorks(checkFigures));
    const others = allRoles.filter((role) => !['login', 'register', 'logout', 'delete-many'].includes(role));
    await this.#each(others, ifWorks(checkAccess));
    await this.#each(['login'], checkLogin);
    await this.#each(['register'], ifWorks(checkRegister));
    // Who takes what is wrong may trip over it when it is read: that is not the fault of what reads.
    await this.#each(readingRoles, ifWorks(checkInput));
    await this.#each(
      allRoles.filter((role) => !readingRoles.includes(role)),
      ifWorks(checkInput),
    );
    await this.#each(['delete-many'], (_, planned) =>
      sendsIds(planned) ? never() : checkMany(run, planned),
    );
    await this.#each(['logout'], checkLogout);
  }

  async #each(roles: readonly Role[], check: Check): Promise<void> {
    for (const planned of this.#run.plan.endpoints) {
      if (roles.includes(planned.role)) await this.#run.tryCall(() => check(this.#run, planned));
    }
  }
}

const readingRoles: readonly Role[] = ['me', 'list', 'view', 'read'];

const allRoles: readonly Role[] = [
  ...(['register', 'login', 'me', 'create', 'import', 'list', 'view', 'read', 'call', 'action'] as const),
  ...(['update', 'delete', 'delete-many', 'logout'] as const),
];

async function never(): Promise<void> {}

async function checkFirst(run: TestRun, planned: PlannedEndpoint): Promise<void> {
  await firstChecks[planned.role]?.(run, planned);
}

/** What is broken already is asked no more. */
function ifWorks(check: Check): Check {
  return async (run, planned) => {
    if (run.works(planned)) await check(run, planned);
  };
}

/** What could not be tried at first may be, now that there is more in the app. */
function ifNotMeasured(check: Check): Check {
  return async (run, planned) => {
    if (run.outcomes.get(planned.requirement).result === 'not_measured') await check(run, planned);
  };
}

async function checkUnknown(run: TestRun, planned: PlannedEndpoint): Promise<void> {
  const account = run.actorFor(planned);
  const record = account === undefined ? null : await recordFor(run, planned, account);
  if (record) await checkUnknownId(run, planned, record);
}

async function checkMany(run: TestRun, planned: PlannedEndpoint): Promise<void> {
  await checkDeleteMany(run, planned);
  if (run.works(planned)) await checkAccess(run, planned);
}

function sendsIds({ endpoint: { request } }: PlannedEndpoint): boolean {
  return isObject(request) && Array.isArray(request['ids']);
}
