import type { TableWriter } from '../io/tables/table-writer.ts';
import { createTableWriter } from '../io/tables/table-writer.ts';
import type { DetectorMetadata } from '../protocol/detector.ts';
import type { ScoreRecord } from '../protocol/record.ts';
import { RowFile } from './row-file.ts';
import type { RunContext } from './run-context.ts';
import type { ScoreTarget } from './score-format.ts';
import { SuspiciousTable } from './suspicious-table.ts';

/** Rows shown on a terminal; a file or a pipe gets all. */
const rowsOnTerminal = 40;

/** The rows of one run on their way out: streamed as they come, or sorted at the end for people. */
export class ScoreRows {
  private readonly target: ScoreTarget;
  private readonly context: RunContext;
  private readonly file: RowFile | null;
  private writer: TableWriter | null = null;
  private table: SuspiciousTable | null = null;

  constructor(target: ScoreTarget, context: RunContext) {
    this.target = target;
    this.context = context;
    this.file = target.out === null ? null : new RowFile(target.out);
  }

  async open(): Promise<void> {
    await this.file?.open();
    const { format } = this.target;
    if (format !== 'table') this.writer = createTableWriter(format, (data) => this.put(data));
  }

  describe(metadata: DetectorMetadata): void {
    if (this.target.format !== 'table') return;
    const { classCount, calibration } = metadata;
    this.table = new SuspiciousTable({ classCount, calibrationCount: calibration.count });
  }

  async add(records: readonly ScoreRecord[]): Promise<void> {
    this.table?.add(records);
    if (this.writer === null) return;
    if (this.file === null && this.context.output.isTerminal) this.context.display.clear();
    await this.writer.write(records);
  }

  async finish(): Promise<void> {
    await this.writer?.end();
    if (this.table !== null) {
      const isTerminal = this.file === null && this.context.output.isTerminal;
      const rows = isTerminal ? rowsOnTerminal : Number.POSITIVE_INFINITY;
      const isColoured = isTerminal && (process.env['NO_COLOR'] ?? '') === '';
      const lines = this.table.print({ rows, isColoured });
      for (const line of lines) await this.put(`${line}\n`);
    }
    await this.file?.finish();
  }

  async discard(): Promise<void> {
    await this.file?.discard();
  }

  private async put(data: string | Uint8Array): Promise<void> {
    await (this.file ?? this.context.output).write(data);
  }
}
