import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { format } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../launch-browser.ts';
import { startVscodeServer } from './server.ts';
import type { VscodeServer } from './server.ts';
import { workbenchUrl } from './workbench-url.ts';
import type { WorkbenchRequest } from './workbench-url.ts';

export interface EditorOptions extends WorkbenchRequest {
  /** User settings. */
  settings?: Readonly<Record<string, unknown>>;
  /** Of the machine that the extension host runs on: those that its user has for all machines do not count there. */
  machineSettings?: Readonly<Record<string, unknown>>;
  /** Absolute folders of extensions that it is tested with: a workbench develops one only, so they are installed. */
  otherExtensions?: readonly string[];
  /** Environment of the extension host; default: ours. */
  env?: NodeJS.ProcessEnv;
  /** Each line of the workbench's and the extension host's console, as it comes. */
  onLog?: (type: string, text: string) => void;
  /** Of the window, in pixels. */
  size?: { width: number; height: number };
}

/** VS Code with its own data, alone in a browser window. */
export interface Editor {
  readonly page: Page;
  /** Resolves with the exit status when the extension tests have run; rejects when the window is lost. */
  readonly testsExit: Promise<number>;
  /** What the workbench and the server logged. */
  log(): string;
  /** Ends the window, the server, the extension host, and removes their data. */
  close(): Promise<void>;
}

/** Opens VS Code; resolves when the workbench is there. */
export async function openEditor(options: EditorOptions): Promise<Editor> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'assay-vscode-'));
  let server: VscodeServer | null = null;
  let browser: Browser | null = null;
  const close = async () => {
    await browser?.close();
    await server?.stop();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    server = await startVscodeServer({
      dataDir,
      settings: options.settings ?? {},
      machineSettings: options.machineSettings ?? {},
      extensions: options.otherExtensions ?? [],
      env: options.env ?? process.env,
    });
    browser = await launchBrowser();
    const page = await browser.newPage({ viewport: options.size ?? { width: 1280, height: 800 } });
    const lines: string[] = [];
    const exit = Promise.withResolvers<number>();
    await connectAutomation(page, exit, (type, text) => {
      lines.push(`[${type}] ${text}`);
      options.onLog?.(type, text);
    });
    await page.goto(workbenchUrl(server.authority, options));
    await page.locator('.monaco-workbench').waitFor();
    const started = server;
    return { page, testsExit: exit.promise, log: () => [...lines, started.log()].join('\n'), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The functions through which the workbench tells of extension tests. */
async function connectAutomation(
  page: Page,
  exit: PromiseWithResolvers<number>,
  log: (type: string, text: string) => void,
): Promise<void> {
  // Only who runs tests waits for it; for all others a lost window shows elsewhere.
  exit.promise.catch(() => {});
  page.on('crash', () => exit.reject(new Error('The window of the editor crashed.')));
  page.on('close', () => exit.reject(new Error('The window of the editor was closed.')));
  page.on('pageerror', (error) => log('error', error.stack ?? error.message));
  await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
    log(type, format(...args));
  });
  await page.exposeFunction('codeAutomationExit', (code: number) => exit.resolve(code));
}
