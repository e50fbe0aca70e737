import { parse, parseTree } from 'jsonc-parser';
import type { ParseError } from 'jsonc-parser';
import { z } from 'zod';
import { providerOf } from './capabilities.ts';
import { pipelineConfigurationSchema } from './configuration.ts';
import type { ConfigurationOverrides } from './configuration.ts';
import { InputError } from './errors.ts';
import type { InputProblem } from './errors.ts';
import { nodeAt, parseErrorWords, placeOf } from './json-place.ts';
import { services, tools, toolsOf } from './tools.ts';
import type { Service, ToolName } from './tools.ts';

const slug = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, 'must be lower-case letters, digits and hyphens');

const unique = (what: string) => (list: readonly unknown[], context: z.RefinementCtx) => {
  list.forEach((value, index) => {
    if (list.indexOf(value) !== index) {
      context.addIssue({ code: 'custom', path: [index], message: `this ${what} is listed twice` });
    }
  });
};

function serviceSchema(service: Service) {
  const names = toolsOf(service);
  const shape = names.length > 0 ? z.array(z.enum(names as [ToolName, ...ToolName[]])) : z.array(z.never());
  return z
    .strictObject({
      tools: shape
        .min(1)
        .superRefine(unique('tool'))
        .optional()
        .describe('Which of its tools to run; all of them when left out.'),
    })
    .describe(
      names.length > 0
        ? names.map((name) => `${name}: ${tools[name].summary}.`).join(' ')
        : 'Has no tools yet.',
    );
}

/** The pipeline file, `*.assay.json`. Its JSON schema is published as `schemas/pipeline.schema.json`. */
export const pipelineFileSchema = z.strictObject({
  $schema: z.string().optional(),
  name: z.string().min(1).max(120).describe('What the run is called in trees and reports.'),
  models: z
    .array(z.string().regex(/^[a-z-]+\/\S+$/, 'must be provider/model, as in builtin/baseline'))
    .min(1)
    .superRefine(unique('model'))
    .describe('Who writes the apps, as provider/model.'),
  templates: z.array(slug).min(1).superRefine(unique('template')).describe('What to build, by slug.'),
  stack: slug.describe('How it is built.'),
  replicates: z.int().min(1).max(100).default(1).describe('How many apps of each model × template.'),
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(1)
    .describe('All randomness of the control models comes from it.'),
  stages: z
    .enum(['streaming', 'barrier'])
    .default('streaming')
    .describe('streaming: analyse each app as soon as it is generated; barrier: all generation first.'),
  analysis: z
    .strictObject({
      services: z
        .strictObject(
          Object.fromEntries(services.map((service) => [service, serviceSchema(service).optional()])) as {
            [S in Service]: z.ZodOptional<ReturnType<typeof serviceSchema>>;
          },
        )
        .describe('What is measured. A service that is not named here is not asked for.'),
    })
    .optional()
    .describe('Left out: the apps are generated and not analysed.'),
  budget: z
    .strictObject({
      maxCostUsd: z
        .number()
        .positive()
        .max(1_000_000)
        .optional()
        .describe('US dollars that all model calls of the pipeline may cost together.'),
      maxTokens: z
        .int()
        .min(1)
        .max(1_000_000_000_000)
        .optional()
        .describe('Tokens that they may take, input and output together.'),
    })
    .optional()
    .describe(
      'What the model calls may take in all: a call that would go over it is not made. Left out: as much as they like.',
    ),
  configuration: pipelineConfigurationSchema.optional(),
});

/** A pipeline file with all defaults filled in and its tools spelled out. */
export interface PipelineDefinition {
  name: string;
  models: string[];
  templates: string[];
  stack: string;
  replicates: number;
  seed: number;
  stages: 'streaming' | 'barrier';
  /** In the order of `services`; empty: no analysis. */
  services: { service: Service; tools: ToolName[] }[];
  /** Left out: no limit. */
  budget?: { maxCostUsd?: number | undefined; maxTokens?: number | undefined };
  configuration: ConfigurationOverrides;
}

/** What names in a pipeline file can refer to. */
export interface KnownNames {
  /** Of all but these nothing is known but the provider. */
  models: ReadonlySet<string>;
  /** As in `Capabilities.providers`. */
  providers: ReadonlySet<string>;
  templates: ReadonlySet<string>;
  stacks: ReadonlySet<string>;
}

/**
 * Reads a pipeline file: JSON with comments and trailing commas.
 * @param file its name, for messages
 * @throws InputError with every problem at its line and column
 */
export function parsePipelineFile(text: string, file: string, known: KnownNames): PipelineDefinition {
  const parseErrors: ParseError[] = [];
  const options = { allowTrailingComma: true, disallowComments: false };
  const tree = parseTree(text, parseErrors, options);
  const problems: InputProblem[] = [];
  const at = (offset: number, message: string): InputProblem => ({
    file,
    ...placeOf(text, offset),
    message,
  });

  for (const error of parseErrors) {
    problems.push(at(error.offset, parseErrorWords(error.error)));
  }
  if (!tree || problems.length > 0) {
    if (problems.length === 0) problems.push(at(0, 'the file is empty; it must hold one JSON object'));
    throw new InputError(problems);
  }

  const parsed = pipelineFileSchema.safeParse(parse(text, [], options));
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      for (const { path, message } of explain(issue)) {
        problems.push(at(nodeAt(tree, path)?.offset ?? 0, message));
      }
    }
    throw new InputError(problems);
  }

  const data = parsed.data;
  const check = (path: (string | number)[], name: string, what: string, names: ReadonlySet<string>) => {
    if (names.has(name)) return;
    const near = [...names].sort().join(', ');
    problems.push(at(nodeAt(tree, path)?.offset ?? 0, `unknown ${what} "${name}"; known are: ${near}`));
  };
  data.models.forEach((name, index) => {
    const provider = providerOf(name);
    // Whose names are known are checked; of all others only their provider can say what it has.
    const isListed = [...known.models].some((model) => providerOf(model) === provider);
    if (isListed || name === provider) check(['models', index], name, 'model', known.models);
    else check(['models', index], provider, 'provider', known.providers);
  });
  data.templates.forEach((name, index) => check(['templates', index], name, 'template', known.templates));
  check(['stack'], data.stack, 'stack', known.stacks);
  const asked = data.analysis?.services ?? {};
  const list = services.flatMap((service) => {
    const entry = asked[service];
    if (!entry) return [];
    const names = entry.tools ?? toolsOf(service);
    if (names.length === 0) {
      const offset = nodeAt(tree, ['analysis', 'services', service])?.offset ?? 0;
      problems.push(at(offset, `the service ${service} has no tools in this version`));
      return [];
    }
    return [{ service, tools: [...names] }];
  });
  if (problems.length > 0) throw new InputError(problems);

  return {
    name: data.name,
    models: data.models,
    templates: data.templates,
    stack: data.stack,
    replicates: data.replicates,
    seed: data.seed,
    stages: data.stages,
    services: list,
    ...(data.budget === undefined ? {} : { budget: data.budget }),
    configuration: data.configuration ?? {},
  };
}

function explain(issue: z.core.$ZodIssue): { path: PropertyKey[]; message: string }[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      message: `unknown field "${key}"`,
    }));
  }
  const field = issue.path.length > 0 ? `"${issue.path.map(String).join('.')}": ` : '';
  return [{ path: [...issue.path], message: `${field}${issue.message}` }];
}
