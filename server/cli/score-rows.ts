import type { TableSink, TableWriter } from '../io/tables/table-writer.ts';
import { createTableWriter } from '../io/tables/table-writer.ts';
import type { DetectorMetadata } from '../protocol/detector.ts';
import type { ScoreRecord } from '../protocol/record.ts';
import type { RunContext } from './run-context.ts';
import type { ScoreTarget } from './score-format.ts';
import { SuspiciousTable } from './suspicious-table.ts';

/** Rows shown on a terminal; a file or a pipe gets all. */
const rowsOnTerminal = 40;

/** The rows of one run on their way out: streamed as they come, or sorted at the end for people. */
export class ScoreRows {
  private readonly target: ScoreTarget;
  private readonly context: RunContext;
  private readonly put: TableSink;
  private readonly writer: TableWriter | null;
  private table: SuspiciousTable | null = null;

  constructor(target: ScoreTarget, context: RunContext, put: TableSink) {
    this.target = target;
    this.context = context;
    this.put = put;
    this.writer = target.format === 'table' ? null : createTableWriter(target.format, put);
  }

  describe(metadata: DetectorMetadata): void {
    if (this.target.format !== 'table') return;
    const { classCount, calibration } = metadata;
    this.table = new SuspiciousTable({ classCount, calibrationCount: calibration.count });
  }

  async add(records: readonly ScoreRecord[]): Promise<void> {
    this.table?.add(records);
    if (this.writer === null) return;
    if (this.isTerminal) this.context.display.clear();
    await this.writer.write(records);
  }

  async finish(): Promise<void> {
    await this.writer?.end();
    if (this.table === null) return;
    const rows = this.isTerminal ? rowsOnTerminal : Number.POSITIVE_INFINITY;
    const isColoured = this.isTerminal && (process.env['NO_COLOR'] ?? '') === '';
    const lines = this.table.print({ rows, isColoured });
    for (const line of lines) await this.put(`${line}\n`);
  }

  private get isTerminal(): boolean {
    return this.target.out === null && this.context.output.isTerminal;
  }
}
