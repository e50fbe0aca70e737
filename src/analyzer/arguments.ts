import path from 'node:path';
import { parseArgs } from 'node:util';
import { InputError } from '../engine/domain/errors.ts';
import { services } from '../engine/domain/tools.ts';
import type { Service } from '../engine/domain/tools.ts';
import type { ToolEnvironment } from './tool-adapter.ts';

export const usage =
  'analyzer --service SERVICE --stdio --root DIR --cache DIR [--npm DIR] [--python TOOL=DIR]...';

/** @throws InputError that names the argument and what would be right */
export function readArguments(argv: readonly string[]): { service: Service; environment: ToolEnvironment } {
  const values = parse(argv);
  const service = services.find((name) => name === values.service);
  if (!service) throw wrong(`--service must be one of ${services.join(', ')}`);
  if (!values.stdio) throw wrong('--stdio is missing: this version speaks over stdin and stdout only');
  const root = folder('root', values.root);
  return {
    service,
    environment: {
      installation: {
        root,
        node: process.execPath,
        // In the editor we run on its own executable, and so must what we start.
        nodeEnv: process.versions['electron'] === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' },
      },
      assetsDir: path.join(root, 'toolboxes', service),
      npmDir: values.npm === undefined ? null : folder('npm', values.npm),
      pythonDirs: new Map(
        (values.python ?? []).map((entry) => {
          const [tool, ...rest] = entry.split('=');
          return [tool!, folder('python', rest.join('='))];
        }),
      ),
      cacheDir: folder('cache', values.cache),
    },
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        service: { type: 'string' },
        stdio: { type: 'boolean' },
        root: { type: 'string' },
        cache: { type: 'string' },
        npm: { type: 'string' },
        python: { type: 'string', multiple: true },
      },
    }).values;
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error));
  }
}

function folder(option: string, value: string | undefined): string {
  if (value === undefined || !path.isAbsolute(value)) throw wrong(`--${option} must be an absolute folder`);
  return value;
}

function wrong(message: string): InputError {
  return InputError.of('analyzer', `${message}\nUsage: ${usage}`);
}
