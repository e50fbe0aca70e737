import { existsSync, globSync } from 'node:fs';
import path from 'node:path';
import { installSystemPackage } from '../../runner/prerequisites/debian.ts';

/**
 * Finds a program, or gets it from the system's packages where that is possible.
 *
 * @param places patterns of folders to look into besides the search path
 * @returns its absolute path
 * @throws Error that says what is missing
 */
export async function programInPath(
  name: string,
  places: readonly string[],
  systemPackage: string,
): Promise<string> {
  const find = () => {
    const folders = [
      ...(process.env['PATH'] ?? '').split(path.delimiter),
      ...globSync([...places])
        .sort()
        .reverse(),
    ];
    return folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
  };
  const found = find();
  if (found) return found;
  await installSystemPackage(systemPackage);
  const installed = find();
  if (!installed) throw new Error(`${systemPackage} is installed, but there is no ${name}.`);
  return installed;
}
