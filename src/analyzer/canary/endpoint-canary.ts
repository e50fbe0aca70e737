import { AssayError } from '../../engine/domain/errors.ts';
import type { ToolAdapter, ToolEnvironment } from '../tool-adapter.ts';
import { withLocalServer } from './local-server.ts';
import { notesApp, notesTemplate } from './notes-app.ts';
import type { NotesDefect } from './notes-app.ts';

/** Which endpoint each broken canary must be found out by; the others must not be blamed. */
const expected: readonly (readonly [NotesDefect, string | null])[] = [
  ['none', null],
  ['create-is-not-stored', 'POST /api/notes'],
  ['create-takes-anything', 'POST /api/notes'],
  ['read-is-missing', 'GET /api/notes/:id'],
  ['list-ignores-the-search', 'GET /api/notes'],
  ['list-has-another-shape', 'GET /api/notes'],
  ['update-is-not-stored', 'PUT /api/notes/:id'],
];

export async function checkEndpointCanary(
  adapter: ToolAdapter,
  environment: ToolEnvironment,
  signal: AbortSignal,
): Promise<void> {
  for (const [defect, broken] of expected) {
    const verdicts = await withLocalServer(notesApp(defect), async (baseUrl) => {
      const options = { toolTimeoutMs: 60_000, performanceDurationMs: 1_000, performanceConnections: 1 };
      const request = {
        sourceDir: environment.assetsDir,
        baseUrl,
        healthPath: '/api/notes',
        template: notesTemplate,
        options,
      };
      return (await adapter.run(request, environment, signal)).verdicts;
    });
    const blamed = verdicts.filter(({ result }) => result === 'wrong' || result === 'missing');
    const names = blamed.map(({ requirement }) => requirement).join(', ');
    if (verdicts.length !== notesTemplate.api_endpoints.length || names !== (broken ?? '')) {
      throw new AssayError(
        'tool_failed',
        `On its canary "${defect}" it blamed ${names || 'nothing'} where ${broken ?? 'nothing'} is broken.`,
      );
    }
  }
}
