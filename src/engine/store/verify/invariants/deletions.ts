import type { Reader } from '../../store.ts';
import type { Findings } from '../findings.ts';

/** What is deleted is gone, and what is still to be removed from the disk belongs to nobody. */
export async function checkDeletions(db: Reader, findings: Findings): Promise<void> {
  findings.enter('deletions');
  const undead = await db
    .selectFrom('pipelines')
    .innerJoin('deletions', 'deletions.pipeline_id', 'pipelines.id')
    .select('pipelines.id')
    .orderBy('pipelines.id')
    .execute();
  for (const { id } of undead) {
    findings.problem(
      `pipeline ${id}`,
      'It is deleted, and still there.',
      'It has the id of another one that was deleted, or has come back; delete it again.',
    );
  }
  const wanted = await db
    .selectFrom('removals')
    .innerJoin('revisions', 'revisions.path', 'removals.path')
    .select(['removals.path', 'revisions.id'])
    .orderBy('revisions.id')
    .execute();
  for (const { id, path } of wanted) {
    findings.problem(
      `revision ${id}`,
      `Its files in ${path} are to be removed with a pipeline that was deleted.`,
      'The app will be lost; copy it before the next start.',
    );
  }
}
