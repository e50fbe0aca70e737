import { findBrowser } from '../../support/find-browser.ts';
import { installSystemPackage } from './debian.ts';
import { attempt } from './prerequisite.ts';
import type { Availability } from './prerequisite.ts';

/** A browser of the Chromium family: the one that is there, otherwise Debian's. */
export function ensureBrowser(): Promise<Availability> {
  return attempt(async () => {
    if (findBrowser()) return;
    await installSystemPackage('chromium');
    if (!findBrowser())
      throw new Error('chromium was installed but its executable is not in the search path.');
  });
}
