interface Disposable {
  dispose(): unknown;
}

/** Holds what its creator must release; releases in reverse order, late arrivals at once. */
export class Owner implements Disposable {
  readonly #owned: Disposable[] = [];
  #isDisposed = false;

  own<T extends Disposable>(item: T): T {
    if (this.#isDisposed) item.dispose();
    else this.#owned.push(item);
    return item;
  }

  dispose(): void {
    this.#isDisposed = true;
    for (let item = this.#owned.pop(); item; item = this.#owned.pop()) item.dispose();
  }
}
