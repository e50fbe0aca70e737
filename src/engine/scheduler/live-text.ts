/** Kept of an answer while it comes: its end, as much as anybody follows. */
export const maxLiveCharacters = 200_000;

/** The end of a text that grows by pieces. */
export class LiveText {
  #text = '';
  #omitted = 0;

  add(piece: string): void {
    this.#text += piece;
    // Cut seldom, so that each character is moved once on average.
    if (this.#text.length > 2 * maxLiveCharacters) this.#cut();
  }

  read(): { text: string; omitted: number } {
    if (this.#text.length > maxLiveCharacters) this.#cut();
    return { text: this.#text, omitted: this.#omitted };
  }

  #cut(): void {
    let from = this.#text.length - maxLiveCharacters;
    // Not between the two halves of a character.
    if (/[\uDC00-\uDFFF]/.test(this.#text[from]!)) from++;
    this.#omitted += from;
    this.#text = this.#text.slice(from);
  }
}
