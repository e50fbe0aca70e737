import { parse, parseTree } from 'jsonc-parser';
import type { ParseError } from 'jsonc-parser';
import type { z } from 'zod';
import type { AppEntry } from './app-entry.ts';
import { providerOf } from './capabilities.ts';
import type { ConfigurationOverrides } from './configuration.ts';
import { InputError } from './errors.ts';
import type { InputProblem } from './errors.ts';
import type { ExistingApp } from './existing-app.ts';
import { nodeAt, parseErrorWords, placeOf } from './json-place.ts';
import { ofModels, pipelineFileSchema } from './pipeline-file-schema.ts';
import { services, toolsOf } from './tools.ts';
import type { AskedService } from './tools.ts';

/** A pipeline file with all defaults filled in and its tools spelled out. */
export interface PipelineDefinition {
  name: string;
  /** Empty, as the templates are: nothing is generated. */
  models: string[];
  templates: string[];
  /** Of what models write. */
  stack: string;
  /** Left out: none. */
  apps?: ExistingApp[];
  replicates: number;
  seed: number;
  stages: 'streaming' | 'barrier';
  /** In the order of `services`; empty: no analysis. */
  services: AskedService[];
  /** Left out: no limit. */
  budget?: { maxCostUsd?: number | undefined; maxTokens?: number | undefined };
  configuration: ConfigurationOverrides;
}

/** A pipeline file as it is written: whether its existing apps are there, somebody has to look. */
export type PipelineText = Omit<PipelineDefinition, 'apps'> & { entries: AppEntry[] };

/** What names in a pipeline file can refer to. */
export interface KnownNames {
  /** Of all but these nothing is known but the provider. */
  models: ReadonlySet<string>;
  /** As in `Capabilities.providers`. */
  providers: ReadonlySet<string>;
  templates: ReadonlySet<string>;
  stacks: ReadonlySet<string>;
  /** What is there and cannot be used, with the reason; by `template NAME` or `stack NAME`. */
  unusable?: ReadonlyMap<string, string>;
}

/**
 * Reads a pipeline file: JSON with comments and trailing commas.
 * @param file its name, for messages
 * @throws InputError with every problem at its line and column
 */
export function parsePipelineFile(text: string, file: string, known: KnownNames): PipelineText {
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
    const unusable = known.unusable?.get(`${what} ${name}`);
    const message =
      unusable === undefined
        ? `unknown ${what} "${name}"; known are: ${[...names].sort().join(', ')}`
        : `the ${what} "${name}" cannot be used: ${unusable}`;
    problems.push(at(nodeAt(tree, path)?.offset ?? 0, message));
  };
  const { models = [], templates = [], stack = '' } = data;
  const missing = ofModels.filter((field) => data[field] === undefined);
  if (missing.length === ofModels.length) {
    if (!data.apps)
      problems.push(at(tree.offset, 'names neither models, templates and a stack nor existing apps'));
  } else {
    for (const field of missing) {
      problems.push(at(tree.offset, `"${field}" is missing: models, templates and a stack go together`));
    }
  }
  models.forEach((name, index) => {
    const provider = providerOf(name);
    // Whose names are known are checked; of all others only their provider can say what it has.
    const isListed = [...known.models].some((model) => providerOf(model) === provider);
    if (isListed || name === provider) check(['models', index], name, 'model', known.models);
    else check(['models', index], provider, 'provider', known.providers);
  });
  templates.forEach((name, index) => check(['templates', index], name, 'template', known.templates));
  if (data.stack !== undefined) check(['stack'], data.stack, 'stack', known.stacks);
  const entries = (data.apps ?? []).map((app, index): AppEntry => {
    const {
      path,
      name = null,
      stack = null,
      template = null,
    } = typeof app === 'string' ? { path: app } : app;
    if (stack !== null) check(['apps', index, 'stack'], stack, 'stack', known.stacks);
    if (template !== null) check(['apps', index, 'template'], template, 'template', known.templates);
    const offset = (nodeAt(tree, ['apps', index, 'path']) ?? nodeAt(tree, ['apps', index]))?.offset ?? 0;
    return { path, name, stack, template, place: { file, ...placeOf(text, offset) } };
  });
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
    models,
    templates,
    stack,
    entries,
    replicates: data.replicates,
    seed: data.seed,
    stages: data.stages,
    services: list,
    ...(data.budget === undefined ? {} : { budget: data.budget }),
    configuration: data.configuration ?? {},
  };
}

/** What is wrong, and where in the file. */
function explain(issue: z.core.$ZodIssue): { path: PropertyKey[]; message: string }[] {
  if (issue.code === 'invalid_union') {
    // What is wrong inside of the one that was meant says more than that it is none of them.
    const meant = issue.errors.find(
      (issues) => !issues.some(({ code, path }) => code === 'invalid_type' && path.length === 0),
    );
    if (meant) return meant.flatMap((inner) => explain({ ...inner, path: [...issue.path, ...inner.path] }));
  }
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      message: `unknown field "${key}"`,
    }));
  }
  const field = issue.path.length > 0 ? `"${issue.path.map(String).join('.')}": ` : '';
  return [{ path: [...issue.path], message: `${field}${issue.message}` }];
}
