import path from 'node:path';

/** Whether a name with `/` stays, on every system, inside of the folder that it is relative to. */
export function isPlainName(name: string): boolean {
  if (name === '' || path.posix.normalize(name) !== name || /[\\\0]/.test(name)) return false;
  return !path.posix.isAbsolute(name) && !/^[A-Za-z]:/.test(name) && name.split('/')[0] !== '..';
}
