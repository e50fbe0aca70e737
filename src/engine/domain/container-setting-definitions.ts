import { z } from 'zod';
import type { SettingDefinition } from './setting-definition.ts';

/** Where generated apps are built and run. */
export const containerSettingDefinitions = {
  'containers.engine': {
    default: '',
    schema: z.string().max(1_000),
    scope: 'process',
    description:
      'The container engine: an address as in DOCKER_HOST (unix://, tcp://, ssh://, npipe://), or the name of a Docker context. Empty: as DOCKER_HOST, DOCKER_CONTEXT and the current context say, else the usual sockets of Docker and Podman.',
  },
} as const satisfies Record<string, SettingDefinition>;
