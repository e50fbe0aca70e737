import { z } from 'zod';
import { analyzerSettingDefinitions } from './analyzer-setting-definitions.ts';
import type { SettingDefinition } from './setting-definition.ts';

/** Where generated apps are built and run. */
export const containerSettingDefinitions = {
  'apps.runtime': {
    default: 'auto',
    values: ['auto', 'docker', 'process'],
    scope: 'process',
    description:
      'Where apps are started. auto: those of the built-in models as child processes, all others in containers. docker: all in containers. process: never in containers, so that apps of other models are not started.',
  },
  'containers.engine': {
    default: '',
    schema: z.string().max(1_000),
    scope: 'process',
    description:
      'The container engine: an address as in DOCKER_HOST (unix://, tcp://, ssh://, npipe://), or the name of a Docker context. Empty: as DOCKER_HOST, DOCKER_CONTEXT and the current context say, else the usual sockets of Docker and Podman.',
  },
  'containers.baseImages': {
    default: {},
    schema: z.record(z.string().min(1).max(500), z.string().min(1).max(500)),
    scope: 'process',
    description:
      'Images to take in place of others, as of a mirror: {"node:24-bookworm-slim": "registry.example/node:24"}.',
  },
  'containers.caCertificates': {
    default: '',
    schema: z.string().max(1_000),
    scope: 'process',
    description:
      'A file with certificates in PEM format (its whole path): authorities that builds and containers trust besides their own, as that of a proxy that looks into connections.',
  },
  'containers.buildWidth': {
    default: 0,
    minimum: 0,
    maximum: 64,
    scope: 'process',
    description:
      'How many images are built at the same time. 0: one for each two processors. Analyses that wait for a build take no place of others.',
  },
  'containers.keepApps': {
    default: false,
    schema: z.boolean(),
    scope: 'pipeline',
    description:
      'Whether the containers of an analysed app stay, so that people can look at it: also beyond the end of Assay, until the app is stopped or its pipeline deleted.',
  },
  'containers.retryDelayMs': {
    default: 30_000,
    minimum: 0,
    maximum: 3_600_000,
    scope: 'pipeline',
    description:
      'How long to wait before an app or service that has ended by itself is started again, where retry.policies has it tried again, in milliseconds.',
  },
  'containers.maxImages': {
    default: 200,
    minimum: 0,
    maximum: 100_000,
    scope: 'process',
    description:
      'How many images that Assay has built stay in the container engine. Beyond that those go that were not used for longest; what is in use stays.',
  },
  'containers.maxImagesMb': {
    default: 20_000,
    minimum: 0,
    maximum: 100_000_000,
    scope: 'process',
    description:
      'How much the images that Assay has built may take in the container engine, in megabytes, without the images that they are built on. Beyond that those go that were not used for longest; what is in use stays.',
  },
  ...analyzerSettingDefinitions,
} as const satisfies Record<string, SettingDefinition>;
