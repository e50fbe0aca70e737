import { parseJson } from '../../domain/parse-json.ts';
import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { InputError } from '../../domain/errors.ts';
import type { EngineAddress, EngineTls } from './engine-address.ts';

const configSchema = z.object({ currentContext: z.string().optional() });
const metaSchema = z.object({
  Name: z.string(),
  Endpoints: z.object({
    docker: z.object({ Host: z.string().min(1), SkipTLSVerify: z.boolean().optional() }),
  }),
});

/** The Docker command line's own folder. */
export function dockerConfigFolder(env: NodeJS.ProcessEnv, home: string): string {
  return env['DOCKER_CONFIG'] || path.join(home, '.docker');
}

/** The context that `docker context use` has chosen. @returns null: none, or no file that says so */
export async function currentContext(folder: string): Promise<string | null> {
  const text = await readFile(path.join(folder, 'config.json'), 'utf8').catch(() => null);
  if (text === null) return null;
  const config = configSchema.safeParse(parseJson(text));
  if (!config.success)
    throw InputError.of(path.join(folder, 'config.json'), 'is not what Docker writes there');
  const { currentContext: name } = config.data;
  return name === undefined || name === '' || name === 'default' ? null : name;
}

/**
 * The engine of a context, as `docker context create` has stored it.
 * @param source who names the context, for people
 * @throws InputError when there is no such context, with the names that there are
 */
export async function contextAddress(folder: string, name: string, source: string): Promise<EngineAddress> {
  const id = createHash('sha256').update(name).digest('hex');
  const file = path.join(folder, 'contexts', 'meta', id, 'meta.json');
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) {
    const names = await contextNames(folder);
    const known = names.length > 0 ? `there are ${names.join(', ')}` : `there are none in ${folder}`;
    throw InputError.of(source, `there is no Docker context "${name}"; ${known}`);
  }
  const meta = metaSchema.safeParse(parseJson(text));
  if (!meta.success) throw InputError.of(file, 'is not what Docker writes there');
  const { Host: host, SkipTLSVerify: skipVerify = false } = meta.data.Endpoints.docker;
  const tls = await readTls(path.join(folder, 'contexts', 'tls', id, 'docker'), skipVerify);
  // Without any files, too: then it speaks TLS all the same.
  const noFiles = skipVerify ? { ca: null, cert: null, key: null, skipVerify } : null;
  return { host, source: `the context ${name} (${source})`, tls: tls ?? noFiles };
}

/** @returns null when the folder holds nothing of the kind */
export async function readTls(folder: string, skipVerify: boolean): Promise<EngineTls | null> {
  const read = (name: string) => readFile(path.join(folder, name), 'utf8').catch(() => null);
  const [ca, cert, key] = [await read('ca.pem'), await read('cert.pem'), await read('key.pem')];
  return ca === null && cert === null && key === null ? null : { ca, cert, key, skipVerify };
}

async function contextNames(folder: string): Promise<string[]> {
  const meta = path.join(folder, 'contexts', 'meta');
  const ids = await readdir(meta).catch(() => []);
  const names = ids.map(async (id) => {
    const text = await readFile(path.join(meta, id, 'meta.json'), 'utf8').catch(() => '');
    return metaSchema.safeParse(parseJson(text)).data?.Name ?? null;
  });
  return (await Promise.all(names)).filter((name) => name !== null).sort();
}
