import type { Accounts } from './accounts.ts';
import type { AccountAction } from './actions.ts';
import type { AtHand } from './answers.ts';
import { emitResponse } from './emit-answers.ts';
import { emitValues } from './emit-values.ts';
import type { Operation } from './operations.ts';

/**
 * Lines of a route that is about the account that calls.
 * @returns null when the endpoint asks for what cannot be worked out
 */
export function emitAccountBody(
  operation: Operation,
  action: AccountAction,
  accounts: Accounts,
): string[] | null {
  const { endpoint } = operation;
  const { entity, access, name, password } = accounts;
  const store = entity.plural;
  const id = entity.id.column;
  const answer = (have: Omit<AtHand, 'entity'>, steps: string[], status = 200): string[] | null => {
    const line = emitResponse({ entity, ...have }, endpoint.response, status, '0');
    if (line === null) return null;
    const starts = /\btoken\b/.test(line) && have.token !== undefined;
    return [...steps, ...(starts ? [`const token = sessions.start(row.${id});`] : []), line];
  };
  const token = access.tokenKey;
  switch (action.kind) {
    case 'register':
      return answer(
        { row: true, token },
        emitValues({ ...operation, entity }, accounts, 'request.body', true, 'create'),
        201,
      );
    case 'login':
      return answer({ row: true, token }, [
        'const sent = readCredentials(request.body);',
        `const row = ${store}.by_${name.column}(sent.name);`,
        `const fits = await passwordFits(sent.password, row?.${password.column} ?? null);`,
        "if (!fits) throw new HttpError(401, 'The name or the password is wrong.');",
      ]);
    case 'logout':
      return answer({}, ['sessions.end(request);'], endpoint.response === null ? 204 : 200);
    case 'me':
      return answer({ row: true }, ['const row = account;']);
    case 'update-me':
      return answer({ row: true }, [
        'const before = account;',
        ...emitValues(operation, accounts, 'request.body', action.whole, 'change'),
      ]);
    case 'delete-me':
      return answer(
        { row: true },
        ['const row = account;', `${store}.remove(row.${id});`],
        endpoint.response === null ? 204 : 200,
      );
  }
}
