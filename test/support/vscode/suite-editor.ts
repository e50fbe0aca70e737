import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { projectRoot, resultsFolder } from '../project.ts';
import { openEditor } from './editor.ts';
import type { Editor, EditorOptions } from './editor.ts';
import { Workbench } from './workbench.ts';

interface Window {
  editor: Editor;
  bench: Workbench;
}

export interface SuiteEditor {
  /** Absolute; there when the calling suite's own `before` runs. */
  readonly folder: string;
  /** In that folder. */
  readonly workspace: string;
  /**
   * Opens the workspace; one window at a time.
   * @param name of the folder for its pictures
   */
  open(name: string, options: Pick<EditorOptions, 'settings' | 'machineSettings' | 'env'>): Promise<Window>;
}

/**
 * The editor with the extension, on a workspace of the calling suite's own. When a test fails a picture of the window and what was
 * logged are left; after the last one everything is closed and removed.
 * @param workspaceName as the window's title has it
 */
export function suiteEditor(workspaceName: string): SuiteEditor {
  let folder: string;
  let window: Window | null = null;
  const workspace = () => path.join(folder, workspaceName);

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'assay-ui-'));
    await mkdir(workspace());
  });

  afterEach(async function () {
    if (this.currentTest?.state !== 'failed' || !window) return;
    await window.bench.screenshot('failed');
    await writeFile(path.join(resultsFolder, 'ui', 'failed.log'), window.editor.log());
  });

  after(async () => {
    await window?.editor.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  return {
    get folder() {
      return folder;
    },
    get workspace() {
      return workspace();
    },
    async open(name, options) {
      const extension = { extension: projectRoot, extensionTests: null };
      const editor = await openEditor({ workspace: workspace(), ...extension, ...options });
      window = { editor, bench: new Workbench(editor.page, name) };
      return window;
    },
  };
}
