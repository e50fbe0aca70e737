import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setVariable } from './environment.ts';

/** Gives the programs that the calling suite's tests start these settings and no others. @param folder of each test */
export function ownSettings(folder: () => string, settings: object): void {
  let restore = () => {};
  beforeEach(() => {
    const file = path.join(folder(), 'settings.json');
    writeFileSync(file, JSON.stringify(settings));
    restore = setVariable('ASSAY_SETTINGS', file);
  });
  afterEach(() => restore());
}
