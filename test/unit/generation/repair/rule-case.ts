type Files = Record<string, string>;

/** A file before, and what a rule makes of it; null: it is left alone. */
export type RuleCase = [
  name: string,
  rule: string,
  before: string,
  after: string | null,
  /** `src/lib.js` when it is left out. */
  file?: string,
  others?: Files,
];

export const page = 'public/app.js';
