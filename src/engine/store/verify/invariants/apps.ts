import { formatAppRef } from '../../../domain/app-ref.ts';
import type { Reader } from '../../store.ts';
import type { Findings } from '../findings.ts';

/** App numbers are positive and given out once; a completed job has left a revision. */
export async function checkApps(db: Reader, findings: Findings): Promise<void> {
  findings.enter('apps');
  const apps = await db.selectFrom('apps').selectAll().orderBy('id').execute();
  const byId = new Map(apps.map((app) => [app.id, app]));
  const names = new Map<string, number>();
  for (const app of apps) {
    const name = formatAppRef(app);
    if (app.number < 1 || !Number.isInteger(app.number)) {
      findings.problem(
        `app ${app.id}`,
        `It is called ${name}.`,
        'Numbers start at 1; the app cannot be named.',
      );
    }
    if (names.has(name)) {
      findings.problem(
        `app ${app.id}`,
        `${name} is also app ${names.get(name)}.`,
        'Two apps have the same name.',
      );
    }
    names.set(name, app.id);
  }
  const users = new Map<number, number>();
  const jobs = await db
    .selectFrom('jobs')
    .select(['id', 'model', 'status', 'app_id'])
    .orderBy('id')
    .execute();
  for (const job of jobs) {
    const where = `job ${job.id}`;
    if (job.app_id === null) {
      if (job.status !== 'running' && job.status !== 'completed') continue;
      findings.problem(
        where,
        `It is ${job.status} and has no app number.`,
        'Its app cannot be named or kept.',
      );
      continue;
    }
    const app = byId.get(job.app_id);
    if (app?.model !== job.model) {
      const other = app ? formatAppRef(app) : 'nothing';
      findings.problem(
        where,
        `It is of ${job.model}; its app is ${other}.`,
        'An app counts for the wrong model.',
      );
    }
    const user = users.get(job.app_id);
    if (user !== undefined && app) {
      const name = formatAppRef(app);
      findings.problem(
        where,
        `It has the same app ${name} as job ${user}.`,
        'One of them overwrites the other.',
      );
    }
    users.set(job.app_id, job.id);
  }
  await checkRevisionRows(db, findings);
}

async function checkRevisionRows(db: Reader, findings: Findings): Promise<void> {
  const bare = await db
    .selectFrom('jobs')
    .select('jobs.id')
    .where('status', '=', 'completed')
    .where((eb) =>
      eb.not(
        eb.exists(
          eb.selectFrom('revisions').select('revisions.id').whereRef('revisions.job_id', '=', 'jobs.id'),
        ),
      ),
    )
    .orderBy('jobs.id')
    .execute();
  for (const { id } of bare) {
    findings.problem(
      `job ${id}`,
      'It is completed and has no revision.',
      'The app that was generated is lost.',
    );
  }
  const revisions = await db
    .selectFrom('revisions')
    .leftJoin('attempts', 'attempts.id', 'revisions.attempt_id')
    .leftJoin('jobs', 'jobs.id', 'revisions.job_id')
    .select(['revisions.id', 'revisions.job_id', 'revisions.app_id', 'jobs.app_id as job_app'])
    .select(['attempts.job_id as attempt_job', 'attempts.status'])
    .orderBy('revisions.id')
    .execute();
  for (const row of revisions) {
    const belongs = row.attempt_job === row.job_id && row.job_app === row.app_id;
    if (belongs && row.status === 'succeeded') continue;
    findings.problem(
      `revision ${row.id}`,
      belongs ? `Its attempt is ${row.status}.` : 'Its app, job and attempt do not belong together.',
      'The app was not made by what is shown as its origin.',
    );
  }
}
