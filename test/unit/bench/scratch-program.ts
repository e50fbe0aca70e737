/** Uses a scratch folder until it is stopped, and says where. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { withScratch } from '../../../bench/support/scratch.ts';

await withScratch(async (folder) => {
  writeFileSync(path.join(folder, 'file'), '');
  process.stdout.write(folder);
  await new Promise<void>((resolve) => setTimeout(resolve, 60_000));
});
