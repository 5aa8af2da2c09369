/** Which images are chosen to be acted upon, and from where Shift extends. */
export class Selection {
  #uris: Set<string> = new Set();
  anchor = 0;

  get size(): number {
    return this.#uris.size;
  }

  has(uri: string): boolean {
    return this.#uris.has(uri);
  }

  list(): string[] {
    return [...this.#uris];
  }

  clear(): void {
    this.#uris.clear();
  }

  /** Chooses these and no others. */
  only(uris: readonly string[]): void {
    this.#uris = new Set(uris);
  }

  toggle(uri: string): void {
    if (!this.#uris.delete(uri)) this.#uris.add(uri);
  }
}
