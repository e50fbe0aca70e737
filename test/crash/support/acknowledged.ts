import type { Kysely } from 'kysely';
import type { Schema } from '../../../src/engine/store/schema.ts';
import type { Fact } from './facts.ts';

/** Everything that a state folder's processes were told is durable, and whether the folder still says so. */
export class Acknowledged {
  readonly #facts: Fact[] = [];
  readonly #generated = new Set<number>();
  readonly #measured = new Set<number>();
  /** Jobs whose last answer was recorded and not used up by an attempt that ended. */
  readonly #paid = new Set<number>();
  readonly #jobOf = new Map<number, number>();
  readonly #violations: string[] = [];

  get count(): number {
    return this.#facts.length;
  }

  add(fact: Fact): void {
    this.#facts.push(fact);
    switch (fact.kind) {
      case 'generated':
        this.#generated.add(fact.job);
        return;
      case 'measured':
        this.#measured.add(fact.subtask);
        return;
      case 'generating':
        if (this.#generated.has(fact.job)) this.#violate(`job ${fact.job} was finished and ran again`);
        return;
      case 'analysing':
        if (this.#measured.has(fact.subtask))
          this.#violate(`subtask ${fact.subtask} was finished and ran again`);
        return;
      case 'claimed':
        if (fact.of === 'job') this.#jobOf.set(fact.attempt, fact.owner);
        return;
      case 'ended':
        // What an attempt failed with is used up; what one paid for that was cut short is its successor's.
        if (fact.status === 'failed' || fact.status === 'succeeded')
          this.#paid.delete(this.#jobOf.get(fact.attempt) ?? 0);
        return;
      case 'paid':
        this.#paid.add(fact.job);
        return;
      case 'paying':
        if (this.#paid.has(fact.job)) this.#violate(`the answer for job ${fact.job} was paid for twice`);
        return;
      case 'pipeline':
      case 'deleted':
      case 'named':
      case 'submitted':
        return;
    }
  }

  #violate(what: string): void {
    this.#violations.push(what);
  }

  /** @returns what was acknowledged and is not so, one line each */
  async compare(db: Kysely<Schema>): Promise<string[]> {
    const stored = await readStored(db);
    const lost = this.#facts
      .filter((fact) => !stored.says(fact))
      .map((fact) => `lost: ${JSON.stringify(fact)}`);
    const names = new Map<string, number>();
    for (const fact of this.#facts) {
      if (fact.kind !== 'named') continue;
      const other = names.get(fact.app);
      if (other !== undefined && other !== fact.job) {
        lost.push(`the app ${fact.app} was given to job ${other} and to job ${fact.job}`);
      }
      names.set(fact.app, fact.job);
    }
    return [...this.#violations, ...lost];
  }
}

async function readStored(db: Kysely<Schema>): Promise<{ says(fact: Fact): boolean }> {
  const by = <T, K>(rows: readonly T[], key: (row: T) => K) => new Map(rows.map((row) => [key(row), row]));
  const pipelines = by(await db.selectFrom('pipelines').select('id').execute(), (row) => row.id);
  const deleted = by(
    await db.selectFrom('deletions').select('pipeline_id').execute(),
    (row) => row.pipeline_id,
  );
  const jobs = by(
    await db
      .selectFrom('jobs')
      .leftJoin('apps', 'apps.id', 'jobs.app_id')
      .select(['jobs.id', 'jobs.status', 'apps.model', 'apps.number'])
      .execute(),
    (row) => row.id,
  );
  const attempts = by(await db.selectFrom('attempts').selectAll().execute(), (row) => row.id);
  const revisions = by(
    await db.selectFrom('revisions').select(['job_id', 'revision']).execute(),
    (row) => `${row.job_id} ${row.revision}`,
  );
  const mainTasks = by(await db.selectFrom('main_tasks').select(['id', 'job_id']).execute(), (row) => row.id);
  const subtasks = by(await db.selectFrom('subtasks').selectAll().execute(), (row) => row.id);
  const parts = Map.groupBy(subtasks.values(), (row) => row.main_task_id);
  const answers = by(
    await db.selectFrom('answers').select(['job_id', 'attempt_id']).execute(),
    (row) => `${row.job_id} ${row.attempt_id}`,
  );
  const says = (fact: Fact): boolean => {
    // It may have been deleted durably and the process killed before that was told.
    if ('pipeline' in fact && deleted.has(fact.pipeline)) return !pipelines.has(fact.pipeline);
    switch (fact.kind) {
      case 'pipeline':
        return pipelines.has(fact.id) !== deleted.has(fact.id);
      case 'deleted':
        return deleted.has(fact.id) && !pipelines.has(fact.id);
      case 'named': {
        const job = jobs.get(fact.job);
        return job !== undefined && `${job.model}:${job.number}` === fact.app;
      }
      case 'claimed': {
        const attempt = attempts.get(fact.attempt);
        const owner = fact.of === 'job' ? attempt?.job_id : attempt?.subtask_id;
        return owner === fact.owner && attempt?.number === fact.number;
      }
      case 'ended':
        return attempts.get(fact.attempt)?.status === fact.status;
      case 'generated':
        return jobs.get(fact.job)?.status === 'completed' && revisions.has(`${fact.job} ${fact.revision}`);
      case 'submitted':
        return (
          mainTasks.get(fact.mainTask)?.job_id === fact.job &&
          parts.get(fact.mainTask)?.length === fact.subtasks
        );
      case 'measured': {
        const subtask = subtasks.get(fact.subtask);
        return subtask?.status === 'completed' && subtask.result_attempt_id === fact.attempt;
      }
      case 'paid':
        return answers.has(`${fact.job} ${fact.attempt}`);
      case 'paying':
      case 'generating':
      case 'analysing':
        return true;
    }
  };
  return { says };
}
