import type { ToolName } from '../engine/domain/tools.ts';
import type { ToolAdapter } from './tool-adapter.ts';
import { autocannon } from './tools/autocannon.ts';
import { endpointTester } from './tools/endpoint-tester.ts';
import { eslint } from './tools/eslint.ts';
import { httpProbe } from './tools/http-probe.ts';
import { semgrep } from './tools/semgrep.ts';

/** The adapter of every tool there is; its type makes a tool without one an error. */
export const adapters: Readonly<Record<ToolName, ToolAdapter>> = {
  eslint,
  semgrep,
  'http-probe': httpProbe,
  'endpoint-tester': endpointTester,
  autocannon,
};
