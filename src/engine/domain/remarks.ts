/**
 * What is to be known of how an answer became an app. `fix`: a repair rule changed something; `model-repair`: the model was
 * asked to correct this; `problem`: this is wrong and was left so; `placeholder`: words stand for code; `reading`: what had
 * to be tolerated to read the answer; `unbuilt`: an endpoint that a control model could not build, and why.
 */
export const remarkKinds = ['fix', 'model-repair', 'problem', 'placeholder', 'reading', 'unbuilt'] as const;
export type RemarkKind = (typeof remarkKinds)[number];

export interface Remark {
  kind: RemarkKind;
  /** Of the rule, the kind of problem, the kind of note. */
  name: string;
  /** null: it concerns no one file. */
  path: string | null;
  /** From 1, in the file, or for `reading` in the answer; null: no one line. */
  line: number | null;
  /** How many places. */
  count: number;
  /** For people: what became what, or what is wrong, at the first place. */
  detail: string;
}

/** A remark with the attempt that it is of. */
export interface RemarkRecord extends Remark {
  attemptId: number;
}

/** How much an app is the model's own: places, by kind of remark. */
export interface RepairSummary {
  /** Neither a rule nor a second request has changed what the model wrote first. */
  clean: boolean;
  counts: Record<RemarkKind, number>;
}

export function summarizeRemarks(remarks: Iterable<Pick<Remark, 'kind' | 'count'>>): RepairSummary {
  const counts = { fix: 0, 'model-repair': 0, problem: 0, placeholder: 0, reading: 0, unbuilt: 0 };
  for (const { kind, count } of remarks) counts[kind] += count;
  return { clean: counts.fix + counts['model-repair'] === 0, counts };
}
