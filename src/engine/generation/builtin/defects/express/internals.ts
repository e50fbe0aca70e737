import type { Placed } from '../defect-kind.ts';
import type { ExpressKind, ExpressMaker } from './express-maker.ts';
import { knownKinds } from '../known-kinds.ts';
import { addFeature } from './feature.ts';
import { internalsShown } from '../triggers/input.ts';

function exposed(make: ExpressMaker, bad: string, good: string, shown: string): Placed {
  const path = make.path('/api/about', '/api/build', '/status/runtime');
  return {
    edits: addFeature(make, {
      name: make.pick('about', 'runtimeInfo'),
      routes: make.route(
        'get',
        path,
        `${make.res}.json({\n  uptime: process.uptime(),\n  ${make.flaw(bad, good)}\n});`,
      ),
    }),
    ...internalsShown(path, shown),
  };
}

export const exposedInternals: ExpressKind = {
  ...knownKinds['exposed-internals'],
  forms: [
    {
      id: 'environment',
      place: (_, make) =>
        exposed(
          make,
          make.pick('env: process.env,', 'environment: { ...process.env },'),
          "mode: process.env.NODE_ENV === 'production' ? 'live' : 'test',",
          'DATA_DIR|PATH',
        ),
    },
    {
      id: 'process',
      place: (_, make) =>
        exposed(
          make,
          make.pick(
            'folder: process.cwd(), versions: process.versions,',
            'argv: process.argv, versions: process.versions,',
          ),
          'ok: true,',
          '"sqlite":"|"v8":"',
        ),
    },
  ],
};
