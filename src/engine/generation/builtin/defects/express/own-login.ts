import { roles } from '../../accounts.ts';
import { js, jsGet } from '../../literals.ts';
import type { OperationChange } from '../defect-kind.ts';
import { knownKinds } from '../known-kinds.ts';
import { inFile } from '../places.ts';
import { anyPassword, keptSession, notAdministrator, selfMade, sentRole } from '../triggers/own-login.ts';
import type { ExpressForm, ExpressKind, ExpressMaker } from './express-maker.ts';
import { inRoute } from './in-route.ts';

const sessions = 'src/sessions.js';

export const passwordNotChecked: ExpressKind = {
  ...knownKinds['password-not-checked'],
  forms: [
    {
      id: 'name-only',
      place: (app, make) =>
        anyPassword(app, (login) => [
          inRoute(login, /^ {4}if \(!fits\) throw (.*)$/, (error, line) =>
            make.flaw(`    if (${make.pick('!row', 'row === undefined')}) throw ${error}`, line),
          ),
        ]),
    },
    {
      id: 'length-only',
      place: (app, make) =>
        anyPassword(app, () => [
          inFile('src/passwords.js', / {2}return hash !== undefined && .*;/, (line) =>
            make.flaw(
              `  return hash !== undefined && ${make.pick('hash.length === found.length', 'found.length === bytes')};`,
              line,
            ),
          ),
        ]),
    },
  ],
};

function loose(id: string, condition: string, headers: Record<string, string>): ExpressForm {
  return {
    id,
    place: (app, make) =>
      notAdministrator(
        app,
        () => [
          inFile(sessions, / {4}if \(account\[this\.#role\] !== 'admin'\) throw .*;/, (line) =>
            make.flaw(line.replace("account[this.#role] !== 'admin'", condition), line),
          ),
        ],
        headers,
      ),
  };
}

export const roleNotChecked: ExpressKind = {
  ...knownKinds['role-not-checked'],
  forms: [
    loose('any-role', '!account[this.#role]', {}),
    loose('header', "(request.get('x-role') ?? account[this.#role]) !== 'admin'", { 'x-role': 'admin' }),
  ],
};

export const sessionNotEnded: ExpressKind = {
  ...knownKinds['session-not-ended'],
  forms: [
    {
      id: 'old-ones-only',
      place: (app, make) =>
        keptSession(app, () => [
          inFile(sessions, / {4}this\.#remove\.run\(.*\);/, (line) =>
            make.flaw('    this.#removeOld.run(Date.now());', line),
          ),
        ]),
    },
    {
      id: 'looked-up-only',
      place: (app, make) =>
        keptSession(app, (logout) => [
          inRoute(logout, /^ {4}sessions\.end\(request\);$/, (_, line) =>
            make.flaw(`    sessions.${make.pick('signedIn', 'caller')}(request);`, line),
          ),
        ]),
    },
  ],
};

/** @param condition on which an account is an administrator as well as when it is the first */
function madeBySelf(make: ExpressMaker, condition: string): OperationChange {
  const first = `.isEmpty() ? '${roles.administrator}'`;
  return (register) => [
    inRoute(register, /^ {4}const row = .*\.isEmpty\(\) \? 'admin'.*$/, (_, line) =>
      make.flaw(
        line.replace(
          /(\w+)\.isEmpty\(\) \? 'admin'/,
          (_found, store: string) => `${condition} || ${store}${first}`,
        ),
        line,
      ),
    ),
  ];
}

export const roleFromClient: ExpressKind = {
  ...knownKinds['role-from-client'],
  forms: [
    {
      id: 'sent',
      place(app, make) {
        if (!app.accounts) return null;
        const condition = `${jsGet('request.body', app.accounts.role.key)} === ${js(roles.administrator)}`;
        const sent = { prefix: 'other', extra: sentRole(app.accounts) };
        return selfMade(app, sent, madeBySelf(make, condition));
      },
    },
    {
      id: 'by-name',
      place(app, make) {
        if (!app.accounts) return null;
        const prefix = make.pick('admin', 'root');
        const condition = `${jsGet('request.body', app.accounts.access.nameKey)}.startsWith('${prefix}')`;
        return selfMade(app, { prefix, extra: {} }, madeBySelf(make, condition));
      },
    },
  ],
};
