import { lstatSync } from 'node:fs';
import path from 'node:path';
import type * as Sqlite from 'node:sqlite';
import type { DatabaseSync } from 'node:sqlite';

/**
 * Node's permission model does not cover `node:sqlite` (it opens and attaches any file). This closes it:
 * databases open in one folder or in memory only, and no statement can reach another file.
 * @param sqlite the module itself; its exports are replaced
 * @param folder absolute, without symbolic links
 */
export function guardSqlite(sqlite: typeof Sqlite, folder: string): void {
  const Original = sqlite.DatabaseSync;
  const prototype = Original.prototype;
  const { setAuthorizer } = prototype;
  const { constants } = sqlite;

  const guarded = new Proxy(Original, {
    construct(target, [location, options]: ConstructorParameters<typeof DatabaseSync>, newTarget) {
      const file = checkedLocation(location, folder);
      const given = { ...options, open: true, allowExtension: false };
      const database = Reflect.construct(target, [file, given], newTarget) as DatabaseSync;
      // VACUUM INTO attaches its target too; VACUUM alone attaches a nameless temporary file.
      setAuthorizer.call(database, (action, name) =>
        action === constants.SQLITE_ATTACH && name !== '' && name !== ':memory:'
          ? constants.SQLITE_DENY
          : constants.SQLITE_OK,
      );
      return database;
    },
  });
  const refuse = (what: string) => () => {
    throw denied(`${what} is not available to apps`);
  };
  // Without this, any database would hand out the unguarded class.
  define(prototype, 'constructor', guarded);
  define(prototype, 'setAuthorizer', refuse('setAuthorizer'));
  define(prototype, 'enableLoadExtension', refuse('enableLoadExtension'));
  define(prototype, 'loadExtension', refuse('loadExtension'));
  // Closing and opening again would lose the authorizer.
  define(prototype, 'open', refuse('open'));
  define(sqlite, 'DatabaseSync', guarded);
  define(sqlite, 'backup', refuse('backup'));
}

function checkedLocation(location: unknown, folder: string): string {
  if (location === ':memory:' || location === '') return location;
  // URLs carry parameters that choose how a file is opened.
  if (typeof location !== 'string' || /^file:/i.test(location) || location.includes('\0')) {
    throw denied('a database is opened by its path, given as text');
  }
  const file = path.resolve(location);
  const relative = path.relative(folder, file);
  if (relative === '' || relative.startsWith('..') || path.isAbsolute(relative)) {
    throw denied(`${location} is outside of the app's data folder`);
  }
  for (let at = file; at !== folder; at = path.dirname(at)) {
    if (lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink()) throw denied(`${location} is a link`);
  }
  return file;
}

function denied(message: string): Error {
  return Object.assign(new Error(`Access denied: ${message}.`), { code: 'ERR_ACCESS_DENIED' });
}

function define(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: false, configurable: false });
}
