import type { PackedPictures } from '../../server/protocol/view.ts';

/** The address of a picture that can be drawn, null where there is none, undefined: not yet. */
export type Thumbnail = string | null | undefined;

/** Kept pictures; older ones are let go, so that 100,000 results don't fill the memory. */
const mostKept = 1500;
/** A packed message of this many pictures of 5 KB takes about 20 ms over a remote connection. */
const mostAsked = 48;
const mostUnderWay = 2;

/** Small pictures, asked for in batches, the last wanted first. */
export class ThumbnailStore {
  readonly #ask: (uris: readonly string[], sizePx: number) => Promise<PackedPictures>;
  readonly #onArrived: () => void;
  readonly #kept = new Map<string, string | null>();
  readonly #underWay = new Set<string>();
  #wanted: readonly string[] = [];
  #sizePx = 192;
  #generation = 0;
  #requests = 0;

  constructor(
    ask: (uris: readonly string[], sizePx: number) => Promise<PackedPictures>,
    onArrived: () => void,
  ) {
    this.#ask = ask;
    this.#onArrived = onArrived;
  }

  get(uri: string): Thumbnail {
    return this.#kept.get(uri);
  }

  /** Replaces what was wanted before: pictures scrolled past are no longer asked for. */
  want(uris: readonly string[]): void {
    for (const uri of uris) this.#touch(uri);
    this.#wanted = uris.filter((uri) => !this.#kept.has(uri) && !this.#underWay.has(uri));
    this.#pump();
  }

  /** Larger pictures are asked for anew; smaller ones are made of what is there. */
  setSize(sizePx: number): void {
    if (sizePx <= this.#sizePx) return;
    this.#sizePx = sizePx;
    this.clear();
  }

  clear(): void {
    this.#generation += 1;
    for (const address of this.#kept.values()) release(address);
    this.#kept.clear();
  }

  #touch(uri: string): void {
    const address = this.#kept.get(uri);
    if (address === undefined) return;
    this.#kept.delete(uri);
    this.#kept.set(uri, address);
  }

  #pump(): void {
    while (this.#requests < mostUnderWay && this.#wanted.length > 0) {
      const uris = this.#wanted.slice(0, mostAsked);
      this.#wanted = this.#wanted.slice(mostAsked);
      void this.#fetch(uris);
    }
  }

  async #fetch(uris: readonly string[]): Promise<void> {
    const generation = this.#generation;
    this.#requests += 1;
    for (const uri of uris) this.#underWay.add(uri);
    try {
      const packed = await this.#ask(uris, this.#sizePx);
      if (generation === this.#generation) this.#unpack(uris, packed);
    } catch {
      // The tile says that there is no picture; what is wrong is said where the results are.
      if (generation === this.#generation) for (const uri of uris) this.#kept.set(uri, null);
    } finally {
      this.#requests -= 1;
      for (const uri of uris) this.#underWay.delete(uri);
      this.#onArrived();
      this.#pump();
    }
  }

  #unpack(uris: readonly string[], { bytes, places }: PackedPictures): void {
    uris.forEach((uri, index) => {
      const place = places[index];
      const isThere = place !== undefined && place.length > 0;
      this.#kept.set(uri, isThere ? addressOf(bytes, place.offset, place.length) : null);
    });
    for (const [uri, address] of this.#kept) {
      if (this.#kept.size <= mostKept) break;
      release(address);
      this.#kept.delete(uri);
    }
  }
}

function addressOf(bytes: ArrayBuffer, offset: number, length: number): string {
  return URL.createObjectURL(
    new Blob([new Uint8Array(bytes, offset, length)], { type: 'image/webp' }),
  );
}

function release(address: string | null): void {
  if (address !== null) URL.revokeObjectURL(address);
}
