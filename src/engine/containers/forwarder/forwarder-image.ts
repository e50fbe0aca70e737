import { readFile } from 'node:fs/promises';
import { programPath } from '../../processes/installation.ts';
import type { Installation } from '../../processes/installation.ts';
import type { ImageRecipe } from '../images/image-builder.ts';
import { contentTag } from '../images/image-tag.ts';

/** How the forwarder becomes an image. @param base in the place of the image of Node.js */
export async function forwarderRecipe(
  installation: Installation,
  base: string,
  labels: Readonly<Record<string, string>>,
): Promise<ImageRecipe> {
  const content = await readFile(programPath(installation, 'forwarder'));
  const dockerfile =
    'ARG BASE\nFROM ${BASE}\nCOPY forwarder.cjs /forwarder.cjs\nCMD ["node", "/forwarder.cjs"]\n';
  return {
    ...{ tag: contentTag('forwarder', [dockerfile, base, content]), what: 'the forwarder', dockerfile },
    ...{ buildArgs: { BASE: base }, network: false, labels },
    async *files() {
      yield { path: 'forwarder.cjs', content };
    },
  };
}
