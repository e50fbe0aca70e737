/** What may be done to an answer before it is an app. */
export const repairModes = ['none', 'deterministic', 'model'] as const;
/** `model`: the rules, and one request to the model with the exact errors that are left. */
export type RepairMode = (typeof repairModes)[number];

/** What a rule changed in one file, so that repaired apps can be told from clean ones. */
export interface Fix {
  /** The rule's name. */
  rule: string;
  path: string;
  /** How many places. */
  count: number;
  /** For people: what became what, at the first place. */
  detail: string;
}
