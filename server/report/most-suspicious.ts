import type { ScoreRecord } from '../protocol/record.ts';

/** The most suspicious first: by p-value, then by score (higher is stranger), then by path. */
export function bySuspicion(a: ScoreRecord, b: ScoreRecord): number {
  return (a.p ?? 2) - (b.p ?? 2) || strangeness(b) - strangeness(a) || (a.path < b.path ? -1 : 1);
}

function strangeness(record: ScoreRecord): number {
  return record.score ?? record.neighbourScore ?? 0;
}

/** Keeps the `limit` most suspicious of any number of records, in bounded memory. */
export class MostSuspicious {
  private readonly limit: number;
  private kept: ScoreRecord[] = [];

  constructor(limit: number) {
    this.limit = limit;
  }

  add(record: ScoreRecord): void {
    this.kept.push(record);
    if (this.kept.length >= 2 * this.limit + 64) this.cut();
  }

  sorted(): readonly ScoreRecord[] {
    this.cut();
    return this.kept;
  }

  private cut(): void {
    this.kept = this.kept.sort(bySuspicion).slice(0, this.limit);
  }
}
