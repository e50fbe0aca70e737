import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';

/** Where the system has no such flag, links were left out when the folder was looked through. */
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);

/** The bytes of a scanned file; one that has become a link meanwhile is an error. */
export async function readAppFile(folder: string, name: string): Promise<Buffer> {
  const handle = await open(path.join(folder, ...name.split('/')), flags);
  try {
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}
