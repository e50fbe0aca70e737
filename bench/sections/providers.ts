import path from 'node:path';
import { systemClock } from '../../src/engine/domain/clock.ts';
import { applySettings, defaultConfiguration } from '../../src/engine/domain/configuration.ts';
import { Log } from '../../src/engine/domain/log.ts';
import { RemoteProviders } from '../../src/engine/generation/providers/remote-providers.lazy.ts';
import { dialects } from '../../test/support/model-server/server.ts';
import type { DialectName } from '../../test/support/model-server/server.ts';
import { freely, request } from '../../test/unit/generation/providers/provider-bench.ts';
import { startModelServer } from '../support/model-server.ts';
import { milliseconds, rowsTable } from '../support/report.ts';
import type { Row } from '../support/report.ts';
import { withScratch } from '../support/scratch.ts';
import type { Section } from '../support/section.ts';
import { median, quantile } from '../support/statistics.ts';

const calls = 200;
const warmUp = 20;
const models: Readonly<Record<DialectName, string>> = {
  openai: 'openai-compatible/lab/acme/big-1',
  openrouter: 'openrouter/acme/big-1',
  anthropic: 'anthropic/acme-big-1',
  ollama: 'ollama/acme-big-1',
};

export const providers: Section = {
  name: 'providers',
  title: `What a model call takes beside the bare network, ${calls} streamed answers of a whole app for each provider`,
  run: () =>
    withScratch(async (folder) => {
      const server = await startModelServer();
      const remote = openProviders(folder, server.addresses);
      try {
        const rows: Row[] = [];
        for (const dialect of Object.keys(dialects) as DialectName[]) {
          rows.push(...(await measure(remote, dialect, server.addresses[dialect])));
        }
        return rowsTable('provider', rows);
      } finally {
        await remote.close();
        server.stop();
      }
    }),
};

/** Both take turns, so that what else the machine does meets both alike. */
async function measure(remote: RemoteProviders, dialect: DialectName, address: string): Promise<Row[]> {
  const asked = request(models[dialect], { messages: [{ role: 'user', content: 'Build this: Notes' }] });
  const [ours, bare]: [number[], number[]] = [[], []];
  const timed = async (run: () => Promise<unknown>) => {
    const startedAt = performance.now();
    await run();
    return performance.now() - startedAt;
  };
  for (let i = 0; i < calls + warmUp; i++) {
    const own = await timed(() => remote.complete(asked, freely()));
    const alone = await timed(() => askBare(address + dialects[dialect].chatPath, asked.messages));
    if (i < warmUp) continue;
    ours.push(own);
    bare.push(alone);
  }
  const overhead = ours.map((own, index) => own - bare[index]!);
  const row = (what: string, value: number): Row => ({
    name: `${dialect}: ${what}`,
    value,
    show: milliseconds,
  });
  return [
    { ...row('overhead, median', median(overhead)), bar: { kind: 'below', value: 5 } },
    row('overhead, p90', quantile(overhead, 0.9)),
    row('bare network, median', median(bare)),
  ];
}

/** The same request and the same bytes, and nothing made of them. */
async function askBare(url: string, messages: unknown): Promise<void> {
  const body = JSON.stringify({ model: 'acme/big-1', stream: true, messages });
  const headers = { 'content-type': 'application/json' };
  await (await fetch(url, { method: 'POST', headers, body })).arrayBuffer();
}

function openProviders(folder: string, addresses: Record<DialectName, string>): RemoteProviders {
  const { configuration } = applySettings(defaultConfiguration, {
    'providers.openrouter.baseUrl': addresses.openrouter,
    'providers.anthropic.baseUrl': addresses.anthropic,
    'providers.ollama.baseUrl': addresses.ollama,
    'providers.openaiCompatible': { lab: { baseUrl: addresses.openai } },
  });
  return new RemoteProviders({
    ...{ configuration, log: new Log(() => {}), clock: systemClock, env: {} },
    keys: { key: async () => 'key-of-the-bench' },
    cacheDir: path.join(folder, 'models'),
  });
}
