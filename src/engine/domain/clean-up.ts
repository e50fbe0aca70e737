/** Something that Assay has left in the container engine and that nobody uses. */
export interface CleanUpItem {
  /** Of this thing in this engine; for `cleanUp` only. */
  id: string;
  kind: 'app' | 'service' | 'volume' | 'network' | 'image';
  /** For people: "acme/big:7, stopped", "the dependencies of node-express". */
  what: string;
  /**
   * `own`: of this state folder. `other`: of another one, whose Assay may be using it. `shared`: images, which all state
   * folders use.
   */
  of: 'own' | 'other' | 'shared';
  /** It was to stay, see the setting `containers.keepApps`. */
  kept: boolean;
  /** What is free once it is gone; null: the engine does not say. */
  bytes: number | null;
  /** Milliseconds since 1970. */
  createdAt: number;
}

/** Whether it goes unless somebody says otherwise. */
export const isChosen = ({ of, kept }: CleanUpItem): boolean => of !== 'other' && !kept;

export interface CleanUpOutcome {
  /** Ids. */
  removed: string[];
  /** Of those whose size is known. */
  freedBytes: number;
  /** What is still there and why, a sentence each. */
  failures: string[];
}

/** Of items whose size is known. */
export function totalBytes(items: readonly Pick<CleanUpItem, 'bytes'>[]): number {
  return items.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
}

/** As Docker's own command says it: "12.3 MB", decimal units. */
export function sizeText(bytes: number | null): string {
  if (bytes === null) return 'size unknown';
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let amount = bytes;
  let unit = 0;
  while (amount >= 999.5 && unit < units.length - 1) {
    amount /= 1000;
    unit++;
  }
  return `${Number(amount.toPrecision(unit === 0 ? 4 : 3))} ${units[unit]}`;
}
