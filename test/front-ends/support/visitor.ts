import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import axe from 'axe-core';
import type { Result } from 'axe-core';
import type { Browser, Locator, Page } from 'playwright-core';
import { resultsFolder } from '../../support/project.ts';

/** More stops than any of the pages has: what is not among them cannot be reached. */
const mostStops = 150;

/** Somebody who uses a page by keyboard only. */
export class Visitor {
  readonly page: Page;
  readonly #folder: string;
  #shots = 0;

  private constructor(page: Page, folder: string) {
    this.page = page;
    this.#folder = folder;
  }

  /** @param name of the folder for screenshots, below the front ends' own */
  static async arrive(browser: Browser, baseUrl: string, name: string): Promise<Visitor> {
    const folder = path.join(resultsFolder, 'front-ends', name);
    await mkdir(folder, { recursive: true });
    const page = await browser.newPage({ viewport: { width: 1100, height: 800 }, reducedMotion: 'reduce' });
    page.setDefaultTimeout(15_000);
    // Chromium drops requests whenever one of the machine's networks comes or goes, as those of containers do.
    await page.route('**/*', async (route) => route.fulfill({ response: await route.fetch() }));
    await page.goto(baseUrl);
    return new Visitor(page, folder);
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** Presses Tab until it has the focus, which must be to be seen there. `backwards`: what is near the end is nearer. */
  async reach(target: Locator, backwards = false): Promise<void> {
    await target.waitFor();
    for (let stop = 0; stop < mostStops; stop++) {
      await this.page.keyboard.press(backwards ? 'Shift+Tab' : 'Tab');
      if ((await this.#focused(target).count()) === 0) continue;
      const outline = await this.page.evaluate('getComputedStyle(document.activeElement).outlineStyle');
      assert.notEqual(outline, 'none', 'What has the focus does not show it.');
      return;
    }
    assert.fail(`${String(target)} cannot be reached by keyboard.`);
  }

  async use(name: string, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
    await this.reach(this.button(name));
    await this.page.keyboard.press(key);
  }

  /** Types into the fields of a form from where the focus is, one after the other, and sends it. */
  async fillIn(form: Locator, values: Record<string, string>): Promise<void> {
    for (const [label, value] of Object.entries(values)) {
      const field = form.getByLabel(label);
      if ((await this.#focused(field).count()) === 0) await this.reach(field);
      await this.page.keyboard.press('ControlOrMeta+A');
      await this.page.keyboard.type(value);
    }
    await this.reach(form.locator('button:not([type="button"])'));
    await this.page.keyboard.press('Enter');
  }

  async hasFocus(target: Locator): Promise<void> {
    await this.#focused(target).waitFor();
  }

  /** Waits for what is said to those who do not see it. */
  async hears(text: RegExp): Promise<void> {
    await this.page.getByRole('status').filter({ hasText: text }).waitFor();
  }

  /** A screenshot of what is there now, which must be free of serious barriers and fit the window. */
  async look(name: string): Promise<void> {
    this.#shots += 1;
    await this.page.screenshot({ path: path.join(this.#folder, `${this.#shots}-${name}.png`) });
    await this.page.evaluate(axe.source);
    const found = await this.page.evaluate<Result[]>(
      'axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => violations)',
    );
    const grave = found.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    const told = grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    assert.deepEqual(told, [], `The page has barriers (${name}).`);
    const overflow = await this.page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    assert.equal(overflow, 0, `The page is wider than the window (${name}).`);
  }

  async leave(): Promise<void> {
    await this.page.close();
  }

  /** The target if it has the focus, else nothing. */
  #focused(target: Locator): Locator {
    return target.and(this.page.locator(':focus'));
  }
}
