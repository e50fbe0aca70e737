export interface Disposable {
  dispose(): void;
}

/** Holds disposables; what is added after the end is disposed at once. */
export class DisposableStore implements Disposable {
  #items: Disposable[] | null = [];

  add<T extends Disposable>(item: T): T {
    if (this.#items) this.#items.push(item);
    else item.dispose();
    return item;
  }

  dispose(): void {
    const items = this.#items;
    this.#items = null;
    for (const item of items?.reverse() ?? []) item.dispose();
  }
}
