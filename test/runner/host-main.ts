/** Runs the bundled host tests in VS Code's extension host: the desktop build where it can be had, else the server. */
import { runTests, downloadAndUnzipVSCode } from '@vscode/test-electron';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { projectRoot, resultsFolder, vscodeFolder } from '../support/project.ts';
import { vscodeVersion } from '../support/vscode/server-installation.ts';
import { vscodeLogVariable } from '../support/vscode/test-log.ts';

const logFile = path.join(resultsFolder, 'host', 'vscode.log');
const dataDir = await mkdtemp(path.join(os.tmpdir(), 'assay-host-'));
const workspace = path.join(dataDir, 'workspace');
await mkdir(workspace);
try {
  await runTests({
    vscodeExecutablePath: (await desktop()) ?? path.join(projectRoot, 'test', 'support', 'vscode', 'code.ts'),
    extensionDevelopmentPath: [projectRoot, path.join(projectRoot, 'test/host/fixtures/model-extension')],
    extensionTestsPath: path.join(projectRoot, 'dist', 'test', 'host', 'suite.cjs'),
    launchArgs: [workspace, `--user-data-dir=${path.join(dataDir, 'data')}`],
    extensionTestsEnv: { [vscodeLogVariable]: logFile },
  });
} catch (error) {
  process.stderr.write(`${(error as Error).message}; all that VS Code logged is in ${logFile}\n`);
  process.exitCode = 1;
} finally {
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
}

/** The desktop build's executable, or null: it needs a screen, and Microsoft's download site. */
async function desktop(): Promise<string | null> {
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return null;
  try {
    return await downloadAndUnzipVSCode({ version: vscodeVersion, cachePath: vscodeFolder });
  } catch (error) {
    process.stderr.write(
      `VS Code's desktop build cannot be had (${(error as Error).message}); its server is used.\n`,
    );
    return null;
  }
}
