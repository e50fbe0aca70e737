import { z } from 'zod';
import { appEntrySchema } from './app-entry.ts';
import { pipelineConfigurationSchema } from './configuration.ts';
import { slug, stackName } from './slug.ts';
import { services, tools, toolsOf } from './tools.ts';
import type { Service, ToolName } from './tools.ts';

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

/** What is generated needs all of them. */
export const ofModels = ['models', 'templates', 'stack'] as const;

/** The pipeline file, `*.assay.json`. Its JSON schema is published as `schemas/pipeline.schema.json`. */
export const pipelineFileSchema = z
  .strictObject({
    $schema: z.string().optional(),
    name: z.string().min(1).max(120).describe('What the run is called in trees and reports.'),
    models: z
      .array(z.string().regex(/^[a-z-]+\/\S+$/, 'must be provider/model, as in builtin/baseline'))
      .min(1)
      .superRefine(unique('model'))
      .optional()
      .describe('Who writes the apps, as provider/model.'),
    templates: z
      .array(slug)
      .min(1)
      .superRefine(unique('template'))
      .optional()
      .describe('What to build, by slug.'),
    stack: stackName.optional().describe('How it is built.'),
    apps: z
      .array(appEntrySchema)
      .min(1)
      .optional()
      .describe(
        'Existing apps: folders that are analysed as they are, beside what models write or instead of it.',
      ),
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
  })
  .meta({ anyOf: [{ required: [...ofModels] }, { required: ['apps'] }] });
