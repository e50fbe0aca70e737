import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../support/launch-browser.ts';
import { caller } from '../unit/generation/running.ts';
import { withNodeApp, withReactApp } from './support/front-end-apps.ts';
import type { WithApp } from './support/front-end-apps.ts';
import { Visitor } from './support/visitor.ts';

const stacks: Record<string, WithApp> = { 'node-express': withNodeApp, 'react-flask': withReactApp };
const account = { Name: 'marta', Email: 'marta.klein@example.com', Password: 'river-mill-42' };
const { Name, ...signIn } = account;

describe('front ends of builtin/baseline, by keyboard only', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());

  for (const [stack, withApp] of Object.entries(stacks)) {
    const visit = (slug: string, use: (visitor: Visitor, baseUrl: string) => Promise<void>) =>
      withApp(slug, async (baseUrl) => {
        const visitor = await Visitor.arrive(browser, baseUrl, `${stack}/${slug}`);
        await use(visitor, baseUrl).finally(() => visitor.leave());
      });

    it(`${stack}: notes are written, corrected, found, leafed through and deleted`, () =>
      visit('notes', async (visitor, baseUrl) => {
        await visitor.hears(/^Nothing here yet\.$/);
        await visitor.look('empty');
        const call = caller({ baseUrl }, null);
        for (let number = 1; number <= 24; number++) {
          await call('POST', '/api/notes', { title: `Older note ${number}`, body: 'Milk' });
        }
        await visitor.page.reload();
        await checkForm(visitor, 'New note', 'Title');
        await create(visitor, 'New note', { Title: 'Groceries', Body: 'Bread, two lemons' });
        await visitor.hears(/^Added\. 25 notes$/);
        await visitor.look('list');
        await rename(visitor, 'Groceries', 'Title', 'Weekend groceries');

        await visitor.use('Pin: Weekend groceries', 'Space');
        await visitor.page.locator('button[aria-pressed="true"]').waitFor();
        await visitor.hasFocus(visitor.button('Pin: Weekend groceries'));

        await leaf(visitor, 'Older note 1');
        await visitor.reach(visitor.page.getByRole('searchbox', { name: 'Search' }));
        await visitor.page.keyboard.type('weekend');
        await visitor.hears(/^1 note$/);
        await remove(visitor, 'Weekend groceries');
        await visitor.hears(/^Deleted\. Nothing found\.$/);
      }));

    it(`${stack}: a journal is kept by who has made an account, and by nobody else`, () =>
      visit('journal', async (visitor, baseUrl) => {
        const { page } = visitor;
        await visitor.look('sign-in');
        await visitor.use('Register');
        await visitor.fillIn(page.locator('form'), { Name, Email: 'marta', Password: 'short' });
        await visitor.hasFocus(page.getByLabel('Email'));
        await visitor.look('wrong');
        await visitor.fillIn(page.locator('form'), account);
        await visitor.hears(/^Nothing here yet\.$/);
        await visitor.hasFocus(page.getByRole('heading', { name: 'Entries' }));
        await fillJournal(baseUrl);
        await page.reload();

        const written = { Title: 'A long walk', Body: 'Along the river.' };
        await create(visitor, 'New entry', written);
        await visitor.hears(/^Added\. 25 entries$/);
        await rename(visitor, 'A long walk', 'Title', 'A very long walk');
        await leaf(visitor, 'Day 1');
        await visitor.reach(page.getByRole('combobox', { name: 'Mood' }));
        await page.keyboard.press('ArrowDown');
        await visitor.hears(/^1 entry$/);
        await remove(visitor, 'A very long walk');

        await visitor.use('Users');
        await page.getByText(account.Email).first().waitFor();
        await visitor.look('users');
        await visitor.use('Sign out');
        await page.getByRole('heading', { name: 'Sign in' }).waitFor();
        assert.equal(await page.getByRole('list').getByText('Fine').count(), 0);
        await visitor.fillIn(page.locator('form'), signIn);
        await visitor.hears(/^24 entries$/);
      }));

    it(`${stack}: comments are made on the cards of a board, on a narrow, dark screen`, () =>
      visit('board', async (visitor) => {
        const { page } = visitor;
        await page.setViewportSize({ width: 360, height: 740 });
        await page.emulateMedia({ colorScheme: 'dark' });
        await create(visitor, 'New board', { Name: 'Website relaunch' });
        await visitor.use('Cards: Website relaunch');
        await visitor.hasFocus(page.getByRole('heading', { name: 'Cards' }));
        await create(visitor, 'New card', { Title: 'Draft the landing page', Body: 'One picture.' });
        await visitor.hears(/^Added\. 1 card$/);
        await rename(visitor, 'Draft the landing page', 'Title', 'Write the landing page');
        await visitor.reach(page.getByRole('combobox', { name: 'Lane' }));
        await page.keyboard.press('ArrowDown');
        await visitor.hears(/^1 card$/);
        await page.keyboard.press('ArrowDown');
        await visitor.hears(/^Nothing found\.$/);
        await page.keyboard.press('Home');
        await visitor.look('cards');

        await visitor.use('Comments: Write the landing page');
        await create(visitor, 'New comment', { Author: 'Aisha', Body: 'It is in the folder.' });
        await visitor.hears(/^Added\. 1 comment$/);
        await visitor.look('comments');
        await remove(visitor, 'Aisha');
        await visitor.use('Cards');
        await visitor.hears(/^1 card$/);
        await visitor.use('Boards');
        await visitor.hears(/^1 board$/);
      }));
  }
});

/** A form says what is missing at its field, and Escape leaves it for where it was opened. */
async function checkForm(visitor: Visitor, opener: string, label: string): Promise<void> {
  const dialog = visitor.page.getByRole('dialog', { name: opener });
  const field = dialog.getByLabel(label);
  await visitor.use(opener);
  await visitor.hasFocus(field);
  await visitor.page.keyboard.press('Enter');
  await dialog.getByText('Must not be empty.').waitFor();
  await visitor.hasFocus(field);
  assert.equal(await field.getAttribute('aria-invalid'), 'true');
  await visitor.look('form');
  await visitor.page.keyboard.press('Escape');
  await visitor.hasFocus(visitor.button(opener));
}

async function create(visitor: Visitor, opener: string, values: Record<string, string>): Promise<void> {
  await visitor.use(opener);
  await visitor.fillIn(visitor.page.getByRole('dialog', { name: opener }), values);
  await visitor.page.getByRole('heading', { name: Object.values(values)[0]!, exact: true }).waitFor();
}

async function rename(visitor: Visitor, title: string, label: string, other: string): Promise<void> {
  await visitor.use(`Edit: ${title}`, 'Space');
  await visitor.fillIn(visitor.page.getByRole('dialog'), { [label]: other });
  await visitor.page.getByRole('heading', { name: other, exact: true }).waitFor();
  await visitor.hasFocus(visitor.button(`Edit: ${other}`));
}

/** `oldest`: the title of what is last on the second page. */
async function leaf(visitor: Visitor, oldest: string): Promise<void> {
  const pages = visitor.page.getByRole('navigation', { name: 'Pages' });
  const last = visitor.page.getByRole('heading', { name: oldest, exact: true });
  await visitor.reach(visitor.button('Next'), true);
  await visitor.page.keyboard.press('Enter');
  await pages.getByText('Page 2 of 2').waitFor();
  await last.waitFor();
  assert.equal(await visitor.page.locator('h3').count(), 5);
  await visitor.reach(visitor.button('Previous'), true);
  await visitor.page.keyboard.press('Space');
  await pages.getByText('Page 1 of 2').waitFor();
  await last.waitFor({ state: 'detached' });
}

async function remove(visitor: Visitor, title: string): Promise<void> {
  const heading = visitor.page.getByRole('heading', { name: title, exact: true });
  await visitor.use(`Delete: ${title}`);
  await visitor.page.getByRole('dialog').getByText(`“${title}”`).waitFor();
  await visitor.look('question');
  await visitor.use('Delete');
  await heading.waitFor({ state: 'detached' });
  await visitor.hears(/^Deleted\./);
  await visitor.hasFocus(visitor.page.locator('h2').first());
}

async function fillJournal(baseUrl: string): Promise<void> {
  const credentials = { email: account.Email, password: account.Password };
  const { body } = await caller({ baseUrl }, null)('POST', '/api/auth/login', credentials);
  const call = caller({ baseUrl }, (body as { token: string }).token);
  for (let number = 1; number <= 24; number++) {
    const entry = { title: `Day ${number}`, body: 'Fine.', mood: 'fine', written_on: '2026-01-15' };
    await call('POST', '/api/entries', entry);
  }
}
