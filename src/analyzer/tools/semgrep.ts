import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { AssayError } from '../../engine/domain/errors.ts';
import { severities } from '../../engine/domain/severity.ts';
import { pythonOf } from '../../engine/processes/python-tool.ts';
import { canaryFolder, checkSourceCanary } from '../canary/source-canary.ts';
import { ownProgram } from '../own-program.ts';
import { pythonPackages, pythonPackageVersion } from '../python-packages.ts';
import { toSarif } from '../sarif.ts';
import type { RawFinding, RuleInfo } from '../sarif.ts';
import { copySources, listSources } from '../source-copy.ts';
import type { SourceCopy } from '../source-copy.ts';
import type { ToolAdapter, ToolEnvironment } from '../tool-adapter.ts';
import { parseToolJson, runToolProcess } from '../tool-process.ts';

const extensions = ['.js', '.mjs', '.cjs', '.jsx', '.ts', '.mts', '.cts', '.tsx'];

const position = z.looseObject({ line: z.int(), col: z.int() });
/** Semgrep's JSON output (semgrep-interfaces, `cli_output`), as far as it is used; metadata is our rules'. */
const outputSchema = z.looseObject({
  results: z.array(
    z.looseObject({
      check_id: z.string(),
      path: z.string(),
      start: position,
      end: position,
      extra: z.looseObject({
        message: z.string(),
        severity: z.string(),
        metadata: z.looseObject({ severity: z.enum(severities), cwe: z.array(z.string()) }),
      }),
    }),
  ),
  errors: z.array(z.looseObject({ level: z.string(), message: z.string().optional() })),
  paths: z.looseObject({ scanned: z.array(z.string()) }),
});
type Output = z.infer<typeof outputSchema>;

const rulesFolder = (environment: ToolEnvironment) => path.join(environment.assetsDir, 'rules', 'semgrep');

export const semgrep: ToolAdapter = {
  name: 'semgrep',
  adapterVersion: 1,
  version: (environment) => pythonPackageVersion(environment, 'semgrep'),
  inputs: (environment) => ({
    contents: [rulesFolder(environment), canaryFolder(semgrep, environment)],
    programs: [
      ...ownProgram(),
      ...[
        ['console_scripts', 'entrypoint.py'],
        ['bin', process.platform === 'win32' ? 'semgrep-core.exe' : 'semgrep-core'],
      ].map((place) => path.join(pythonPackages(environment, 'semgrep'), 'semgrep', ...place)),
    ],
  }),
  appliesTo: async (request) =>
    (await listSources(request.sourceDir, extensions)).length > 0
      ? null
      : 'the app has no JavaScript or TypeScript files',
  checkCanary: (environment, signal) => checkSourceCanary(semgrep, environment, signal),

  async run(request, environment, signal) {
    const folder = rulesFolder(environment);
    const ruleFiles = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
    if (ruleFiles.length === 0) throw new AssayError('tool_failed', `there are no rules in ${folder}.`);
    const copy = await copySources(request.sourceDir, await listSources(request.sourceDir, extensions));
    try {
      const { stdout, stderr } = await runToolProcess(
        environment,
        {
          command: pythonOf(environment.pythonDirs.get('semgrep')!),
          args: [
            // Its native command line: the same engine without two seconds of Python.
            ...['-I', '-m', 'semgrep.console_scripts.entrypoint', 'scan', '--experimental'],
            ...ruleFiles.flatMap((name) => ['--config', path.join(folder, name)]),
            ...['--metrics', 'off', '--disable-version-check', '--disable-nosem', '--novcs'],
            ...['--no-rewrite-rule-ids', '--max-target-bytes', '0', '--jobs', '1', '--json', '--quiet', '.'],
          ],
          cwd: copy.dir,
          env: {
            SEMGREP_SEND_METRICS: 'off',
            SEMGREP_SETTINGS_FILE: path.join(environment.cacheDir, 'home', 'semgrep-settings.yml'),
            SEMGREP_LOG_FILE: path.join(environment.cacheDir, 'home', 'semgrep.log'),
          },
          // 2 and 7: something went wrong, and the output says what.
          okCodes: [0, 1, 2, 7],
        },
        signal,
      );
      const output = outputSchema.parse(parseToolJson(stdout));
      assertWhole(output, copy);
      const version = await pythonPackageVersion(environment, 'semgrep');
      const skipped = copy.skipped.map((file) => `${file}: too large, not scanned`);
      const warnings = output.errors.map(({ message }) => message ?? '');
      const log = [...skipped, ...warnings, stderr].join('\n').trim();
      return {
        sarif: toSarif({ name: 'semgrep', version }, readFindings(output, copy), ruleInfos(output)),
        measurements: [],
        verdicts: [],
        log,
      };
    } finally {
      await copy.dispose();
    }
  },
};

/** A scan that left out files or rules has not measured what was asked. */
function assertWhole(output: Output, copy: SourceCopy): void {
  const error = output.errors.find(({ level }) => level === 'error');
  if (error)
    throw new AssayError('tool_failed', `the scan is not whole: ${error.message ?? 'no reason given'}`);
  const scanned = new Set(output.paths.scanned.map((file) => path.basename(file)));
  const missed = [...copy.originals].find(([name]) => !scanned.has(name));
  if (missed) throw new AssayError('tool_failed', `${missed[1]} was not scanned.`);
}

function readFindings(output: Output, copy: SourceCopy): RawFinding[] {
  const seen = new Set<string>();
  return output.results.flatMap(({ check_id: ruleId, path: file, start, end, extra }) => {
    const original = copy.originals.get(path.basename(file));
    // Two patterns of one rule may match the same place.
    const key = `${ruleId}\0${file}\0${start.line}\0${start.col}`;
    if (original === undefined || seen.has(key)) return [];
    seen.add(key);
    return [
      {
        ruleId,
        severity: extra.metadata.severity,
        toolLevel: extra.severity,
        message: extra.message,
        place: {
          file: original,
          startLine: start.line,
          startColumn: start.col,
          endLine: end.line,
          endColumn: end.col,
        },
      },
    ];
  });
}

function ruleInfos(output: Output): Map<string, RuleInfo> {
  return new Map(
    output.results.map(({ check_id: id, extra }) => [
      id,
      { summary: extra.message, cwe: extra.metadata.cwe },
    ]),
  );
}
