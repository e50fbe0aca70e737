import { AssayError, InputError } from '../domain/errors.ts';

/** The journal takes nothing at the moment, as on a full disk. */
export function notWritable(root: string, error: unknown): AssayError {
  return new AssayError('transient', `The state in ${root} cannot be written (${reasonOf(error)}).`, {
    cause: error,
    hint: 'Nothing that was reported as done is lost, and work goes on by itself once it can be written again.',
  });
}

/** The folder went away under us. */
export function folderGone(root: string, error: unknown): AssayError {
  return new AssayError(
    'transient',
    `The state folder ${root} is gone or cannot be read (${reasonOf(error)}).`,
    {
      cause: error,
      hint: 'Bring it back and start again; what was reported as done is in it.',
    },
  );
}

/** At opening: an error of the file system names the folder, or the file in it; our own stay as they are. */
export function fileFailure(root: string, error: unknown): unknown {
  const { code, path: file, syscall } = error as NodeJS.ErrnoException;
  if (typeof code !== 'string' || typeof syscall !== 'string') return error;
  return InputError.of(
    file ?? root,
    `cannot be used (${reasonOf(error)}); check its permissions and free space`,
  );
}

/** A file that this code cannot read, and must not touch. */
export function newerFormat(file: string): InputError {
  return InputError.of(
    file,
    'was written by a newer version of Assay; update Assay or use another state folder. Nothing was changed.',
  );
}

function reasonOf(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'the disk is full';
    case 'EACCES':
    case 'EPERM':
      return 'no permission';
    case 'EROFS':
      return 'the file system is read-only';
    case 'ENOENT':
      return 'a file or folder of it was removed';
    case undefined:
    default:
      return (error as Error).message;
  }
}
