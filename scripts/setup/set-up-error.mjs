/** Something that set-up needs and could not get. The message says what, and what to do. */
export class SetUpError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = 'SetUpError';
  }
}
