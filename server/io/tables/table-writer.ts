import type { ScoreRecord } from '../../protocol/record.ts';
import { csvWriter } from './csv.ts';
import { jsonlWriter } from './jsonl.ts';
import { parquetWriter } from './parquet.ts';

export type TableFormat = 'csv' | 'jsonl' | 'parquet';

/** Takes what is ready; its promise is waited for, so that a slow disk slows the run. */
export type TableSink = (data: string | Uint8Array) => Promise<void>;

export interface TableWriter {
  /** Rejects with what the sink rejects with. */
  write(records: readonly ScoreRecord[]): Promise<void>;
  /** Writes what is still held, and in Parquet the footer. The sink stays open: it is not ours. */
  end(): Promise<void>;
}

/** Streams rows: memory holds at most one row group (Parquet: 5,000 rows). */
export function createTableWriter(format: TableFormat, sink: TableSink): TableWriter {
  switch (format) {
    case 'csv':
      return csvWriter(sink);
    case 'jsonl':
      return jsonlWriter(sink);
    case 'parquet':
      return parquetWriter(sink);
  }
}
