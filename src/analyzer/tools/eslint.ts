import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { severities } from '../../engine/domain/severity.ts';
import { canaryFolder, checkSourceCanary } from '../canary/source-canary.ts';
import { npmToolbox, packageFile, packageVersion } from '../npm-tool.ts';
import { ownProgram } from '../own-program.ts';
import { toSarif } from '../sarif.ts';
import type { RawFinding } from '../sarif.ts';
import { copySources, listSources } from '../source-copy.ts';
import type { SourceCopy } from '../source-copy.ts';
import type { ToolAdapter, ToolEnvironment } from '../tool-adapter.ts';
import { parseToolJson, runToolProcess } from '../tool-process.ts';

const extensions = ['.js', '.mjs', '.cjs', '.jsx'];

const rulesSchema = z.record(
  z.string(),
  z.looseObject({ severity: z.enum(severities), cwe: z.array(z.string()), summary: z.string() }),
);
type Rules = z.infer<typeof rulesSchema>;

/** ESLint's `json` formatter, as far as it is used. */
const outputSchema = z.array(
  z.looseObject({
    filePath: z.string(),
    messages: z.array(
      z.looseObject({
        ruleId: z.string().nullable(),
        severity: z.int(),
        fatal: z.boolean().optional(),
        message: z.string(),
        line: z.int().optional(),
        column: z.int().optional(),
        endLine: z.int().nullish(),
        endColumn: z.int().nullish(),
      }),
    ),
  }),
);

const rulesFolder = (environment: ToolEnvironment) => path.join(environment.assetsDir, 'rules', 'eslint');

export const eslint: ToolAdapter = {
  name: 'eslint',
  adapterVersion: 1,
  version: (environment) => packageVersion(environment, 'eslint'),
  inputs: (environment) => ({
    contents: [rulesFolder(environment), canaryFolder(eslint, environment)],
    programs: [
      ...ownProgram(),
      packageFile(environment, 'eslint', 'bin/eslint.js'),
      ...['eslint', 'eslint-plugin-security', 'eslint-plugin-no-unsanitized', 'eslint-plugin-regexp'].map(
        (name) => packageFile(environment, name, 'package.json'),
      ),
    ],
  }),
  appliesTo: async (request) =>
    (await listSources(request.sourceDir, extensions)).length > 0 ? null : 'the app has no JavaScript files',
  checkCanary: (environment, signal) => checkSourceCanary(eslint, environment, signal),

  async run(request, environment, signal) {
    const folder = rulesFolder(environment);
    const rules = rulesSchema.parse(JSON.parse(await readFile(path.join(folder, 'rules.json'), 'utf8')));
    const copy = await copySources(request.sourceDir, await listSources(request.sourceDir, extensions));
    try {
      const { stdout, stderr } = await runToolProcess(
        environment,
        {
          command: environment.installation.node,
          args: [
            packageFile(environment, 'eslint', 'bin/eslint.js'),
            ...['--no-config-lookup', '--config', path.join(folder, 'eslint.config.mjs')],
            ...['--no-inline-config', '--suppressions-location', path.join(folder, 'no-suppressions.json')],
            ...['--no-color', '--format', 'json', '.'],
          ],
          cwd: copy.dir,
          env: { ...environment.installation.nodeEnv, ASSAY_TOOLBOX: npmToolbox(environment) },
          okCodes: [0, 1],
        },
        signal,
      );
      const findings = readFindings(outputSchema.parse(parseToolJson(stdout)), copy, rules);
      const tool = { name: 'eslint', version: await packageVersion(environment, 'eslint') };
      const log = [...copy.skipped.map((file) => `${file}: too large, not checked`), stderr]
        .join('\n')
        .trim();
      return {
        sarif: toSarif(tool, findings, new Map(Object.entries(rules))),
        measurements: [],
        verdicts: [],
        log,
      };
    } finally {
      await copy.dispose();
    }
  },
};

function readFindings(output: z.infer<typeof outputSchema>, copy: SourceCopy, rules: Rules): RawFinding[] {
  return output.flatMap(({ filePath, messages }) => {
    const file = copy.originals.get(path.basename(filePath));
    if (file === undefined) return [];
    return messages.flatMap((message) => {
      const ruleId = message.ruleId ?? (message.fatal ? 'parse-error' : null);
      // Without a rule and not fatal: ESLint speaks of its own configuration.
      if (ruleId === null) return [];
      const startLine = message.line ?? 1;
      const startColumn = message.column ?? 1;
      return [
        {
          ruleId,
          severity: rules[ruleId]?.severity ?? 'medium',
          toolLevel: message.fatal ? 'fatal' : 'error',
          message: message.message,
          place: {
            file,
            startLine,
            startColumn,
            endLine: message.endLine ?? startLine,
            endColumn: message.endColumn ?? startColumn + 1,
          },
        },
      ];
    });
  });
}
