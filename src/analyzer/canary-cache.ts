import { randomUUID } from 'node:crypto';
import { access, mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Whether this canary was found before. Only good results are kept: a broken tool may be mended. */
export async function isKnownGood(cacheDir: string, tool: string, key: string): Promise<boolean> {
  return access(fileOf(cacheDir, tool, key)).then(
    () => true,
    () => false,
  );
}

export async function rememberGood(cacheDir: string, tool: string, key: string): Promise<void> {
  const file = fileOf(cacheDir, tool, key);
  await mkdir(path.dirname(file), { recursive: true });
  const temporary = `${file}.${randomUUID()}`;
  await writeFile(temporary, '');
  await rename(temporary, file);
}

function fileOf(cacheDir: string, tool: string, key: string): string {
  return path.join(cacheDir, 'canaries', `${tool}-${key}`);
}
