import { AssayError } from '../../engine/domain/errors.ts';
import { checkEndpointCanary } from '../canary/endpoint-canary.ts';
import { EndpointTester } from '../endpoints/tester.ts';
import { HttpClient } from '../http/client.ts';
import { ownProgram } from '../own-program.ts';
import type { ToolAdapter } from '../tool-adapter.ts';

/** So that the verdicts are there before the tool's own time is over. */
const shareOfTime = 0.8;
const requestTimeoutMs = 5_000;

/** Holds the app to each of the template's endpoints. */
export const endpointTester: ToolAdapter = {
  name: 'endpoint-tester',
  adapterVersion: 3,
  version: async () => '2.1.0',
  inputs: () => ({ contents: [], programs: ownProgram() }),
  appliesTo: async ({ template }) => {
    if (template === null) return 'the app was not made from a template';
    const count = template.api_endpoints.length + template.admin_api_endpoints.length;
    return count > 0 ? null : 'the template names no endpoints';
  },
  checkCanary: (environment, signal) => checkEndpointCanary(endpointTester, environment, signal),

  async run({ baseUrl, healthPath, template, options }, _environment, signal) {
    const client = new HttpClient(baseUrl!, signal);
    const health = await client.send({ method: 'GET', path: healthPath });
    if (health.status === null) {
      throw new AssayError('unhealthy', `the app did not answer GET ${healthPath}: ${health.failure}.`);
    }
    const verdicts = await new EndpointTester(template!, {
      ...{ baseUrl: baseUrl!, signal, requestTimeoutMs },
      totalMs: options.toolTimeoutMs * shareOfTime,
    }).test();
    const lines = verdicts.map(({ requirement, result, message }) =>
      `${result.padEnd(12)} ${requirement} ${message ?? ''}`.trimEnd(),
    );
    return { sarif: null, measurements: [], verdicts, log: lines.join('\n') };
  },
};
