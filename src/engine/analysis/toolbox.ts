import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ToolboxFolders } from '../domain/analyzer-protocol.ts';
import { AssayError } from '../domain/errors.ts';
import type { Service, ToolName } from '../domain/tools.ts';
import { ensureNpmInstalled } from '../processes/cached-install.ts';
import type { InstallContext } from '../processes/cached-install.ts';
import type { Installation } from '../processes/installation.ts';
import { ensurePythonTool } from '../processes/python-tool.ts';

export interface Toolbox extends ToolboxFolders {
  /** Tools whose part could not be installed, with the reason. */
  missing: ReadonlyMap<ToolName, string>;
}

/**
 * Installs what the tools need, part by part: `toolboxes/<service>/package.json` for all npm tools,
 * `requirements/<tool>.txt` for each Python tool. A part that fails costs its own tools only.
 * @throws AssayError `cancelled` when the signal is aborted; nothing else
 */
export async function ensureToolbox(
  installation: Installation,
  service: Service,
  tools: readonly ToolName[],
  context: InstallContext,
): Promise<Toolbox> {
  const folder = path.join(installation.root, 'toolboxes', service);
  const missing = new Map<ToolName, string>();
  const pythonDirs: Record<string, string> = {};
  const requirementsOf = (tool: ToolName) => path.join(folder, 'requirements', `${tool}.txt`);
  const pythonTools: ToolName[] = [];
  for (const tool of tools) if (await isThere(requirementsOf(tool))) pythonTools.push(tool);
  const npmTools = await npmToolsAmong(folder, tools);

  const attempt = async (needing: readonly ToolName[], install: () => Promise<string>) => {
    try {
      return await install();
    } catch (thrown) {
      const error = AssayError.from(thrown);
      if (context.signal.aborted)
        throw new AssayError('cancelled', `The installation of ${service} was stopped.`);
      const reason = [error.message, error.hint].filter((part) => part !== null).join(' ');
      for (const tool of needing) missing.set(tool, reason);
      return null;
    }
  };

  const npm =
    npmTools.length === 0
      ? Promise.resolve(null)
      : attempt(npmTools, () =>
          ensureNpmInstalled(installation, { name: `${service}-toolbox`, sourceDir: folder }, context),
        );
  const python = pythonTools.map(async (tool) => {
    const source = { name: tool, requirementsFile: requirementsOf(tool) };
    const dir = await attempt([tool], () => ensurePythonTool(installation, source, context));
    if (dir !== null) pythonDirs[tool] = dir;
  });
  const [npmDir] = await Promise.all([npm, ...python]);
  return { npmDir, pythonDirs, missing };
}

/** Those that the service's `package.json` depends on by name. */
async function npmToolsAmong(folder: string, tools: readonly ToolName[]): Promise<ToolName[]> {
  const file = path.join(folder, 'package.json');
  if (!(await isThere(file))) return [];
  const { dependencies } = JSON.parse(await readFile(file, 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  return tools.filter((tool) => Object.hasOwn(dependencies ?? {}, tool));
}

function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
