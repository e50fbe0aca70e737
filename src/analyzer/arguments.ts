import { isIPv4 } from 'node:net';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { InputError } from '../engine/domain/errors.ts';
import { services } from '../engine/domain/tools.ts';
import type { Service } from '../engine/domain/tools.ts';
import type { ToolEnvironment } from './tool-adapter.ts';

export const usage =
  'analyzer --service SERVICE (--stdio | --listen [ADDRESS:]PORT) --root DIR --cache DIR [--npm DIR] [--python TOOL=DIR]...';

/** Where it is asked: on a WebSocket at this place, or on stdin and stdout. */
export type Channel = 'stdio' | { address: string | null; port: number };

interface Arguments {
  service: Service;
  channel: Channel;
  environment: ToolEnvironment;
}

/** @throws InputError that names the argument and what would be right */
export function readArguments(argv: readonly string[]): Arguments {
  const values = parse(argv);
  const service = services.find((name) => name === values.service);
  if (!service) throw wrong(`--service must be one of ${services.join(', ')}`);
  const channel = channelOf(values);
  const root = folder('root', values.root);
  return {
    service,
    channel,
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
        listen: { type: 'string' },
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

function channelOf({ stdio, listen }: { stdio?: boolean; listen?: string }): Channel {
  if ((stdio ?? false) === (listen !== undefined)) throw wrong('say one of --stdio and --listen');
  if (listen === undefined) return 'stdio';
  const [, address, port] = /^(?:([\d.]+):)?(\d{1,5})$/.exec(listen) ?? [];
  if (port === undefined || Number(port) > 65_535 || (address !== undefined && !isIPv4(address))) {
    throw wrong('--listen must be a port, or an IPv4 address and a port as in 127.0.0.1:2001');
  }
  return { address: address ?? null, port: Number(port) };
}

function folder(option: string, value: string | undefined): string {
  if (value === undefined || !path.isAbsolute(value)) throw wrong(`--${option} must be an absolute folder`);
  return value;
}

function wrong(message: string): InputError {
  return InputError.of('analyzer', `${message}\nUsage: ${usage}`);
}
