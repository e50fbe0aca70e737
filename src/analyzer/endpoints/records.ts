import { asText, idOf } from './items.ts';
import type { JsonObject } from './items.ts';

/** A record that the tester created, and whether others saw it since. */
export interface CreatedRecord {
  /** The endpoint that created it. */
  requirement: string;
  /** As the template writes it, as in `/api/lists/:id/items`. */
  collection: string;
  /** As the app answered it. */
  values: JsonObject;
  sent: JsonObject;
  isDeleted: boolean;
  /** Endpoints that must know it, and whether they did. */
  sightings: { requirement: string; isSeen: boolean }[];
  /** Endpoints that told it before anything changed it, and where they told something else than was sent. */
  views: { requirement: string; difference: string | null }[];
}

/** What the tester has created so far, newest last. */
export class CreatedRecords {
  readonly all: CreatedRecord[] = [];

  add(record: CreatedRecord): void {
    this.all.push(record);
  }

  newestOf(collection: string): CreatedRecord | null {
    return this.all.findLast((record) => record.collection === collection && !record.isDeleted) ?? null;
  }

  /**
   * What a path's parameter is to be: from the collection's own newest record, else from any record that
   * has a field of the parameter's name, else from a collection of the same name (`/api/admin/notes`).
   */
  valueFor(collection: string, parameter: string): string | null {
    const own = this.newestOf(collection);
    if (own) return asText(own.values[parameter]) ?? idOf(own.values);
    const alive = this.all.filter((record) => !record.isDeleted);
    if (parameter !== 'id') {
      const named = alive.findLast((record) => asText(record.values[parameter]) !== null);
      if (named) return asText(named.values[parameter]);
    }
    const sameName = alive.findLast((record) => lastSegment(record.collection) === lastSegment(collection));
    return sameName ? idOf(sameName.values) : null;
  }

  /** The id of the newest record that a field such as `listId` or `list_id` refers to. */
  referenceFor(field: string): unknown {
    const name = /^(.+?)_?[iI]d$/.exec(field)?.[1]?.toLowerCase();
    if (name === undefined) return undefined;
    return this.all.findLast(
      (record) => !record.isDeleted && lastSegment(record.collection).toLowerCase().startsWith(name),
    )?.values['id'];
  }
}

function lastSegment(path: string): string {
  return path.split('/').at(-1)!;
}
