import { createBench, freely } from '../../test/unit/generation/apps.ts';
import { milliseconds, rowsTable } from '../support/report.ts';
import type { Row } from '../support/report.ts';
import type { Section } from '../support/section.ts';
import { median } from '../support/statistics.ts';

const rounds = 7;

export const generation: Section = {
  name: 'generation',
  title: 'Generating an app of builtin/baseline, from the template to files that are durable',
  async run() {
    const bench = await createBench();
    try {
      const rows: Row[] = [];
      for (const stack of bench.catalog.stacks.keys()) {
        const slugs = [...bench.catalog.templates.keys()];
        const times = new Map(slugs.map((slug): [string, number[]] => [slug, []]));
        // In turns, so that whatever else the machine does meets all alike. The first loads what is loaded on first use.
        for (let round = 0; round <= rounds; round++) {
          for (const slug of slugs) {
            const task = { ...(await bench.task('builtin/baseline', slug)), stack };
            const startedAt = performance.now();
            await bench.executor.generate(task, freely());
            if (round > 0) times.get(slug)!.push(performance.now() - startedAt);
          }
        }
        const took = [...times].map(([slug, ofOne]) => ({ slug, value: median(ofOne) }));
        const slowest = took.reduce((most, one) => (one.value > most.value ? one : most));
        rows.push(
          {
            name: `${stack}, the slowest of ${took.length} templates (${slowest.slug})`,
            value: slowest.value,
            show: milliseconds,
            bar: { kind: 'below', value: 200 },
          },
          {
            name: `${stack}, all of them`,
            value: median(took.map(({ value }) => value)),
            show: milliseconds,
          },
        );
      }
      return rowsTable('median', rows);
    } finally {
      await bench.remove();
    }
  },
};
