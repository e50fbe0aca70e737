import { createHash, randomBytes } from 'node:crypto';
import { HttpError } from './http.js';

/** How long a token is good for. */
export const lifetimeSeconds = 7 * 24 * 60 * 60;

// Who reads the database has no token that works.
function hashOf(token) {
  return createHash('sha256').update(token).digest('hex');
}

function tokenOf(request) {
  return /^Bearer ([\w-]{1,100})$/i.exec(request.get('authorization') ?? '')?.[1] ?? null;
}

/** Who is signed in: each session is the hash of a token, an account and the time when it ends. */
export class Sessions {
  #accountOf;
  #role;
  #insert;
  #find;
  #remove;
  #removeOld;

  /** `accountOf`: finds the account of an id; `role`: the column with its role. */
  constructor(database, accountOf, role) {
    this.#accountOf = accountOf;
    this.#role = role;
    database.exec(
      'CREATE TABLE IF NOT EXISTS "sessions" ("token" TEXT PRIMARY KEY, "account" ANY NOT NULL, "ends" INTEGER NOT NULL) STRICT',
    );
    this.#insert = database.prepare('INSERT INTO "sessions" ("token", "account", "ends") VALUES (?, ?, ?)');
    this.#find = database.prepare('SELECT "account" FROM "sessions" WHERE "token" = ? AND "ends" > ?');
    this.#remove = database.prepare('DELETE FROM "sessions" WHERE "token" = ?');
    this.#removeOld = database.prepare('DELETE FROM "sessions" WHERE "ends" <= ?');
  }

  /** The token of a new session. */
  start(account) {
    const now = Date.now();
    this.#removeOld.run(now);
    const token = randomBytes(32).toString('base64url');
    this.#insert.run(hashOf(token), account, now + lifetimeSeconds * 1000);
    return token;
  }

  /** The account that calls; null when nobody is signed in. */
  caller(request) {
    const token = tokenOf(request);
    const session = token === null ? undefined : this.#find.get(hashOf(token), Date.now());
    return session === undefined ? null : (this.#accountOf(session.account) ?? null);
  }

  signedIn(request) {
    const account = this.caller(request);
    if (account === null) throw new HttpError(401, 'Sign in first.');
    return account;
  }

  administrator(request) {
    const account = this.signedIn(request);
    if (account[this.#role] !== 'admin') throw new HttpError(403, 'Only administrators may do this.');
    return account;
  }

  /** Ends the session that the request belongs to. */
  end(request) {
    this.signedIn(request);
    this.#remove.run(hashOf(tokenOf(request)));
  }
}
