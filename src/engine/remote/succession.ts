import type { ClientDescription } from './wire.ts';

export interface Candidate {
  readonly client: ClientDescription;
  /** Tells the client its place: 0 takes over first; null never does by itself. */
  tell(place: number | null): void;
}

/**
 * Who takes over when the owner goes. The owner cannot say so then, so each client is told its place beforehand: those
 * who would work on all pipelines first (the editor), then those who work on some; among them who can do more, then who
 * came first. Who only looks has no place.
 */
export class Succession {
  /** With what each was told last. */
  readonly #candidates = new Map<Candidate, number | null | undefined>();

  add(candidate: Candidate): void {
    this.#candidates.set(candidate, undefined);
    this.#tell();
  }

  remove(candidate: Candidate): void {
    if (this.#candidates.delete(candidate)) this.#tell();
  }

  #tell(): void {
    const line = [...this.#candidates.keys()]
      .filter(({ client }) => canSchedule(client))
      // Equals stay as they came: the sort is stable.
      .sort((a, b) => rank(a.client) - rank(b.client) || abilities(b.client) - abilities(a.client));
    for (const [candidate, told] of this.#candidates) {
      const index = line.indexOf(candidate);
      const place = index < 0 ? null : index;
      if (place === told) continue;
      this.#candidates.set(candidate, place);
      candidate.tell(place);
    }
  }
}

function canSchedule({ role, capabilities }: ClientDescription): boolean {
  return (role === 'all' || role === 'requested') && capabilities.trusted;
}

const rank = ({ role }: ClientDescription): number => (role === 'all' ? 0 : 1);
const abilities = ({ capabilities }: ClientDescription): number => capabilities.providers.length;
