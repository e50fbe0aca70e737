import type { AskedService } from './tools.ts';

/** An app that was there already: a folder that is analysed as it is. No model is asked for it. */
export interface ExistingApp {
  /** Unique in its pipeline. Its job's model is `existing/<name>`. */
  name: string;
  /** Real path, absolute. */
  path: string;
  /** Named or recognised; `unknownStack`: neither. */
  stack: string;
  /** The template that it is held to; null: none. */
  template: string | null;
  /** What is asked of it. Left out: what its pipeline asks of all. */
  services?: AskedService[];
}

/** In the place of a provider: jobs of existing apps ask nobody. */
export const existingProvider = 'existing';

/** In the place of a template's slug, which it cannot be. */
export const noTemplate = 'no template';

/** In the place of a stack's name. */
export const unknownStack = 'unknown';

export function existingModel(name: string): string {
  return `${existingProvider}/${name}`;
}

export function isExisting(model: string): boolean {
  return model.startsWith(`${existingProvider}/`);
}
