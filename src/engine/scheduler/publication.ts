import { access, mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { modelFolder } from '../domain/app-ref.ts';
import type { AppRef } from '../domain/app-ref.ts';
import { AssayError } from '../domain/errors.ts';
import { syncFolder } from '../store/files.ts';
import { listUnpublished } from '../store/queries/revisions.ts';
import type { StateFolder } from '../store/state-folder.ts';
import type { Store } from '../store/store.ts';
import { publishRevision } from '../store/transitions/jobs.ts';
import { submissionFailed } from './submission.ts';
import type { SubmissionDeps } from './submission.ts';

/** Where an app's revision lies in the state folder: relative, with `/`. */
export function revisionPath(app: AppRef, revision: number): string {
  return `apps/${modelFolder(app.model)}/${app.number}/r${revision}`;
}

/** The attempt's own folder; nobody else writes there. */
export function attemptFolder(folder: StateFolder, attemptId: number): string {
  return path.join(folder.attempts, String(attemptId));
}

/**
 * Gives the files of a recorded revision their final place. May be repeated: after a crash between record and rename it
 * is done again.
 * @throws AssayError when something else lies in that place, or the files are gone
 */
async function publishFiles(
  folder: StateFolder,
  revision: { attemptId: number; path: string },
): Promise<void> {
  const source = path.join(attemptFolder(folder, revision.attemptId), 'app');
  const target = path.join(folder.root, ...revision.path.split('/'));
  const [moved, waits] = await Promise.all([exists(target), exists(source)]);
  if (moved && waits) throw new AssayError('bug', `Something else lies in the place of ${revision.path}.`);
  const parent = path.dirname(target);
  if (!moved) {
    await mkdir(parent, { recursive: true });
    // Before the move: a power failure may keep the move and lose the folder that it went to.
    for (let dir = parent; dir !== folder.apps; dir = path.dirname(dir)) await syncFolder(path.dirname(dir));
    await rename(source, target);
  }
  await syncFolder(parent);
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** Publishes what waits for it: after each success, and once more after a crash. What fails is tried again later. */
export async function publishPending(deps: SubmissionDeps): Promise<void> {
  const { store, log } = deps;
  const pending = await store.read((db) => listUnpublished(db, deps.now()));
  for (const revision of pending) {
    try {
      store.ownership.assertOwner();
      await publishFiles(store.folder, { attemptId: revision.attempt_id, path: revision.path });
    } catch (error) {
      const message = `${revision.path} could not be put in its place: ${AssayError.from(error).message}`;
      log.warn('TASK', revision.pipeline_id, message);
      await submissionFailed(deps, revision, message);
      continue;
    }
    await store.write((tx) => publishRevision(tx, revision.id));
    await rm(attemptFolder(store.folder, revision.attempt_id), { recursive: true, force: true });
  }
}

/** Removes what attempts that came to nothing have left. Only before any attempt runs. */
export async function removeLeftAttempts(store: Store): Promise<void> {
  const waiting = await store.read((db) =>
    db.selectFrom('revisions').select('attempt_id').where('published', '=', 0).execute(),
  );
  const kept = new Set(waiting.map((revision) => String(revision.attempt_id)));
  for (const name of await readdir(store.folder.attempts)) {
    if (!kept.has(name)) await rm(path.join(store.folder.attempts, name), { recursive: true, force: true });
  }
}
