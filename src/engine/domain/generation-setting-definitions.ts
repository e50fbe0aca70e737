import { repairModes } from './repair.ts';
import type { SettingDefinition } from './setting-definition.ts';

/** What becomes of an answer that is not an app yet. */
export const generationSettingDefinitions = {
  'generation.repair': {
    default: 'deterministic',
    values: repairModes,
    scope: 'pipeline',
    description:
      'What may be done to an answer before it is an app: none, the deterministic rules (each fix is listed), or model: the rules, and one request to the model with the exact errors that are left.',
  },
  'generation.maxContinuations': {
    default: 2,
    minimum: 0,
    maximum: 20,
    scope: 'pipeline',
    description: 'How often a model is asked to go on with an answer that was cut off.',
  },
} as const satisfies Record<string, SettingDefinition>;
