import type { TableSink, TableWriter } from './table-writer.ts';

/** One JSON object a line: the record as it is. */
export function jsonlWriter(sink: TableSink): TableWriter {
  return {
    async write(records) {
      if (records.length === 0) return;
      await sink(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
    },
    async end() {},
  };
}
