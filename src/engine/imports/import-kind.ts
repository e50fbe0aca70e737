import type { WorkspaceCatalog } from '../catalog/workspace-catalog.ts';
import type { JsonDocument } from '../domain/json-document.ts';
import type { ImportOutcome } from '../domain/import-records.ts';
import type { BlobStore } from '../store/blobs.ts';
import type { Store } from '../store/store.ts';

export interface ImportParts {
  store: Store;
  blobs: BlobStore;
  catalog: Pick<WorkspaceCatalog, 'keep'>;
  /** UTC, epoch milliseconds. */
  now: () => number;
}

/** A kind of file that can be imported. */
export interface ImportKind {
  /** What such a file looks like, for people: "expected …". */
  expected: string;
  /** Fields of which a file of this kind has one, where it may be larger than a template. */
  largeWith?: readonly string[];
  /** Whether the file is meant as one; what is wrong with it is `import`'s to say. */
  recognises(value: unknown): boolean;
  /** @throws InputError when it is not whole */
  import(parts: ImportParts, document: JsonDocument): Promise<ImportOutcome>;
}
