/** How many of a kind ran at the same time, at most, and how many in all. */
export class MostAtOnce {
  most = 0;
  all = 0;
  #now = 0;

  async count<T>(run: () => Promise<T>): Promise<T> {
    this.all++;
    this.most = Math.max(this.most, ++this.#now);
    try {
      return await run();
    } finally {
      this.#now--;
    }
  }
}
