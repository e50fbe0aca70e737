import { existsSync } from 'node:fs';
import path from 'node:path';
import { vscodeFolder } from '../project.ts';

/** The npm package that brings VS Code's server with its workbench, for where the desktop build cannot be had. */
export const serverPackage = 'code-server@4.139.1';
/** The VS Code in it; the desktop build is asked for in the same version. */
export const vscodeVersion = '1.139.1';

/** Where the package is installed, one folder a version. */
export const serverHome = path.join(vscodeFolder, serverPackage.replace('@', '-'));
/** VS Code's own folder in the package. */
export const serverFolder = path.join(serverHome, 'node_modules', 'code-server', 'lib', 'vscode');
/** Written last, so that an installation that was cut off does not count. */
export const serverStamp = path.join(serverHome, '.installed');

export function isServerInstalled(): boolean {
  return existsSync(serverStamp);
}
