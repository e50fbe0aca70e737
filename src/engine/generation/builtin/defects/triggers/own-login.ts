import type { TriggerStep } from '../../../ground-truth.ts';
import type { Accounts } from '../../accounts.ts';
import { roles } from '../../accounts.ts';
import type { CompiledApp } from '../../compile.ts';
import type { ExampleObject } from '../../examples.ts';
import type { Operation } from '../../operations.ts';
import type { Edit, OperationChange, Placed } from '../defect-kind.ts';
import { builtOperations, endpointName } from '../places.ts';
import { signIn } from '../sign-in.ts';

/** A login that takes any password; null in apps without accounts that clients make. */
export function anyPassword(app: CompiledApp, change: OperationChange): Placed | null {
  const [login] = builtOperations(app, 'login');
  const wrong = app.accounts && signIn(app.accounts, { wrongPassword: 'not-this-{{nonce}}' });
  if (!login || !wrong) return null;
  const [register, enter] = wrong.steps;
  return {
    edits: change(login),
    loosens: [endpointName(login)],
    trigger: {
      text: `${endpointName(login)} with the name of an account and another password: it answers a token`,
      steps: [register!, { ...enter!, expect: { status: 200 } }],
    },
  };
}

/** What is for administrators, asked by somebody else. */
export function notAdministrator(
  app: CompiledApp,
  change: () => Edit[],
  headers: Record<string, string>,
): Placed | null {
  const asked = administration(app)[0];
  const steps = app.accounts && otherAccount(app.accounts);
  if (!asked || !steps) return null;
  return {
    edits: change(),
    loosens: app.operations.filter(({ need }) => need === 'administrator').map(endpointName),
    trigger: {
      text: `${endpointName(asked)} by an account that is no administrator`,
      steps: [...steps, ask(asked, headers)],
    },
  };
}

/** A token that is used after its logout. */
export function keptSession(app: CompiledApp, change: OperationChange): Placed | null {
  const [logout] = builtOperations(app, 'logout');
  const [me] = builtOperations(app, 'me');
  const account = app.accounts && signIn(app.accounts);
  if (!logout || !me || !account) return null;
  const { method, path } = logout.endpoint;
  return {
    edits: change(logout),
    breaks: [endpointName(logout)],
    trigger: {
      text: `${endpointName(logout)}, then ${endpointName(me)} with the same token: it is answered`,
      steps: [...account.steps, { method, path, headers: account.headers }, ask(me, {}, 'token')],
    },
  };
}

/** A second account that makes itself an administrator. */
export function selfMade(
  app: CompiledApp,
  sent: { prefix: string; extra: ExampleObject },
  change: OperationChange,
): Placed | null {
  const [register] = builtOperations(app, 'register');
  const steps = app.accounts && otherAccount(app.accounts, sent);
  const asked = administration(app)[0];
  if (!register || !steps || !asked) return null;
  const what = Object.keys(sent.extra)[0] ?? `a name that begins with ${sent.prefix}`;
  return {
    edits: change(register),
    loosens: [endpointName(register)],
    trigger: {
      text: `${endpointName(register)} with ${what} makes an administrator, who is let in by ${endpointName(asked)}`,
      steps: [...steps, ask(asked, {})],
    },
  };
}

/** What administrators may read without more. */
function administration(app: CompiledApp): Operation[] {
  const kinds = ['list', 'summary', 'groups', 'export'] as const;
  return kinds
    .flatMap((kind) => builtOperations(app, kind))
    .filter(({ need, path }) => need === 'administrator' && path.parameters.length === 0);
}

/** The first account is an administrator; the second one's token is kept as `other`. */
function otherAccount(
  accounts: Accounts,
  sent: { prefix: string; extra: ExampleObject } = { prefix: 'other', extra: {} },
): TriggerStep[] | null {
  const first = signIn(accounts);
  const second = signIn(accounts, { ...sent, token: 'other' });
  return first && second && [...first.steps, ...second.steps];
}

function ask(
  { endpoint: { path } }: Operation,
  headers: Record<string, string>,
  token = 'other',
): TriggerStep {
  return {
    ...{ method: 'GET', path, headers: { ...headers, authorization: `Bearer {{${token}}}` } },
    expect: { status: 200 },
  };
}

/** What is sent to be an administrator. */
export function sentRole({ role }: Accounts): ExampleObject {
  return { [role.key]: roles.administrator };
}
