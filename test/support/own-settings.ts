import { writeFileSync } from 'node:fs';
import path from 'node:path';

/** Gives the programs that the calling suite's tests start these settings and no others. @param folder of each test */
export function ownSettings(folder: () => string, settings: object): void {
  const before = process.env['ASSAY_SETTINGS'];
  beforeEach(() => {
    process.env['ASSAY_SETTINGS'] = path.join(folder(), 'settings.json');
    writeFileSync(process.env['ASSAY_SETTINGS'], JSON.stringify(settings));
  });
  afterEach(() => {
    if (before === undefined) delete process.env['ASSAY_SETTINGS'];
    else process.env['ASSAY_SETTINGS'] = before;
  });
}
