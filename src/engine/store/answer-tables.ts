import type { Generated } from 'kysely';
import type { CostBasis } from '../domain/answers.ts';
import type { RemarkKind } from '../domain/remarks.ts';

/** What models answered, and how it became apps. */
export interface AnswerTables {
  answers: AnswerTable;
  remarks: RemarkTable;
}

interface AnswerTable {
  id: Generated<number>;
  pipeline_id: number;
  job_id: number;
  attempt_id: number;
  step: string;
  request_blob: string;
  answer_blob: string;
  created_at: number;
  /** null in both: nothing was counted. */
  input_tokens: number | null;
  output_tokens: number | null;
  /** Billionths of a US dollar, whole, so that sums are exact; null: not known. */
  cost_nano_usd: number | null;
  /** null: a program of ours has answered, which takes nothing and is in no sum. */
  cost_basis: CostBasis | 'unknown' | null;
}

/** How the answer of a generation attempt became the app. */
interface RemarkTable {
  id: Generated<number>;
  attempt_id: number;
  kind: RemarkKind;
  name: string;
  path: string | null;
  line: number | null;
  count: number;
  detail: string;
}
