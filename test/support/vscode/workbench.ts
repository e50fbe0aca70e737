import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { errors } from 'playwright-core';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { resultsFolder } from '../project.ts';

const askTimeoutMs = 30_000;
const askAgainMs = 500;
/** More than the palette waits for extensions. */
const paletteTimeoutMs = 2_000;

/** What a person does in VS Code's window, and what they see there. Everything waits until it is there. */
export class Workbench {
  readonly page: Page;
  readonly #screenshots: string;

  /** @param name of the folder below `test-results/ui/` for the pictures of this window */
  constructor(page: Page, name: string) {
    this.page = page;
    this.#screenshots = path.join(resultsFolder, 'ui', name);
  }

  /** Chooses a command in the palette by its whole title, as in `Assay: Run Pipeline`. */
  async runCommand(title: string): Promise<void> {
    const input = await this.typeCommand(title);
    await input.press('Enter');
  }

  /** Opens the palette with a command's title typed and found, and leaves it open. */
  async typeCommand(title: string): Promise<Locator> {
    const input = this.page.locator('.quick-input-widget input[type="text"]');
    const deadline = Date.now() + askTimeoutMs;
    // The palette does not learn of commands that extensions bring after it was opened, one of a window's first moments may
    // stay empty for good, and a list that is just being closed takes it along: it is closed and opened again.
    for (;;) {
      if (!(await input.isVisible())) await this.page.keyboard.press('F1');
      await inTime(async (timeout) => {
        await input.fill('>', { timeout });
        await input.fill(`>${title}`, { timeout });
      });
      if ((await appears(this.choice(title), paletteTimeoutMs)) || Date.now() > deadline) break;
      await inTime((timeout) => input.press('Escape', { timeout }));
    }
    await this.choice(title).waitFor();
    return input;
  }

  /** A line of the list that is open (palette, quick pick). */
  choice(text: string): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: text }).first();
  }

  /** A button of the modal dialog that is open. */
  dialogButton(name: string): Locator {
    return this.page.locator('.monaco-dialog-box').getByRole('button', { name });
  }

  /** A row of a tree, by its accessible name. */
  treeItem(name: RegExp): Locator {
    return this.page.locator('.pane-body').getByRole('treeitem', { name });
  }

  /** One of the buttons that a tree shows on the row under the pointer. */
  async clickInline(row: Locator, button: string): Promise<void> {
    await row.hover();
    await row.getByRole('button', { name: button }).click();
  }

  /** Shows our tree. A window that is still being set up goes back to the view that it begins with: it is asked again. */
  async showPipelines(row: Locator): Promise<void> {
    const deadline = Date.now() + askTimeoutMs;
    do await this.runCommand('Assay: Focus on Pipelines View');
    while (!(await appears(row)) && Date.now() < deadline);
    await row.waitFor();
  }

  /** An entry of the menu that a right click has opened. */
  menuItem(title: string): Locator {
    return this.page.getByRole('menuitem', { name: title });
  }

  /** Chooses it. A menu takes no click in its first moments, so that nobody chooses by opening it: it is clicked again. */
  async chooseMenuItem(title: string): Promise<void> {
    const item = this.menuItem(title);
    const deadline = Date.now() + askTimeoutMs;
    await item.waitFor();
    const isClosed = () => inTime((timeout) => item.waitFor({ state: 'detached', timeout }));
    do await inTime((timeout) => item.click({ timeout }));
    while (!(await isClosed()) && Date.now() < deadline);
    await item.waitFor({ state: 'detached' });
  }

  selectedTreeItem(name: RegExp): Locator {
    return this.page.locator('.pane-body').getByRole('treeitem', { name, selected: true });
  }

  /** Opens a row of a tree. */
  async expand(row: Locator): Promise<void> {
    if ((await row.getAttribute('aria-expanded')) === 'false')
      await row.locator('.monaco-tl-twistie').click();
  }

  /** Takes messages off the picture. */
  async clearNotifications(): Promise<void> {
    await this.runCommand('Notifications: Clear All Notifications');
    await this.page.locator('.notification-toast').waitFor({ state: 'detached' });
  }

  /** Inside of the webview that is shown. */
  webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  }

  /** @returns the picture's file */
  async screenshot(step: string): Promise<string> {
    await mkdir(this.#screenshots, { recursive: true });
    const file = path.join(this.#screenshots, `${step}.png`);
    await this.page.screenshot({ path: file, animations: 'disabled' });
    return file;
  }
}

/** Whether it comes soon. */
function appears(locator: Locator, withinMs = askAgainMs): Promise<boolean> {
  return inTime((timeout) => locator.waitFor({ timeout }), withinMs);
}

/** Whether something could be done soon. */
async function inTime(act: (timeout: number) => Promise<void>, withinMs = askAgainMs): Promise<boolean> {
  try {
    await act(withinMs);
    return true;
  } catch (error) {
    if (error instanceof errors.TimeoutError) return false;
    throw error;
  }
}
