/** Reported at most a few times a second; counts are images. */
export interface Progress {
  readonly phase: 'walk' | 'embed' | 'fit' | 'score' | 'write';
  readonly done: number;
  /** Unknown while a walk still runs. */
  readonly total: number | null;
}

export interface WorkOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** One sentence for people; a run goes on after it. */
  readonly onNote?: ((note: string) => void) | undefined;
}
