import path from 'node:path';
import { BlobStore } from '../../../src/engine/store/blobs.ts';
import { verifyState } from '../../../src/engine/store/verify/verify-state.ts';
import { programs } from '../../support/open-store.ts';
import { promptHash } from '../../support/model-server/server.ts';

/** An answer that the state folder holds. */
export interface RecordedCall {
  /** As in `7 continue-1`. */
  job: string;
  /** Model and hash of what was asked, as `callName` has it. */
  call: string;
}

/** What tells calls apart that ask for something else. */
export const callName = (model: string, hash: string): string => `${model} ${hash}`;

/** The answers that a folder whose process was killed still holds. Throws when the folder is not sound. */
export async function readRecorded(stateDir: string): Promise<RecordedCall[]> {
  const blobs = new BlobStore(path.join(stateDir, 'blobs'));
  let rows: { job_id: number; step: string; request_blob: string }[] = [];
  const { problems } = await verifyState({ stateDir, wasmFile: programs.wasmFile }, async (db) => {
    rows = await db.selectFrom('answers').select(['job_id', 'step', 'request_blob']).orderBy('id').execute();
  });
  if (problems.length > 0) throw new Error(problems.map(({ where, what }) => `${where}: ${what}`).join('\n'));
  return Promise.all(
    rows.map(async (row) => {
      const request = JSON.parse((await blobs.get(row.request_blob)).toString('utf8')) as {
        model: string;
        messages: { role: string; content: string }[];
      };
      const model = request.model.replace(/^openai-compatible\/lab\//, '');
      return { job: `${row.job_id} ${row.step}`, call: callName(model, promptHash(request.messages)) };
    }),
  );
}
