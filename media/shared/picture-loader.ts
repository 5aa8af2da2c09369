/** The whole picture of one image at a time; the last one asked for wins. */
export class PictureLoader {
  readonly #ask: (uri: string) => Promise<{ bytes: ArrayBuffer; type: string }>;
  #address: string | null = null;
  #asked = 0;

  constructor(ask: (uri: string) => Promise<{ bytes: ArrayBuffer; type: string }>) {
    this.#ask = ask;
  }

  /** An address that can be drawn until the next one is asked for; null: another was asked. */
  async load(uri: string): Promise<string | null> {
    this.#asked += 1;
    const mine = this.#asked;
    const { bytes, type } = await this.#ask(uri);
    if (mine !== this.#asked) return null;
    if (this.#address !== null) URL.revokeObjectURL(this.#address);
    this.#address = URL.createObjectURL(new Blob([bytes], { type }));
    return this.#address;
  }
}
