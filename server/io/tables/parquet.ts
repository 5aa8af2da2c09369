import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { ScoreRecord } from '../../protocol/record.ts';
import { type Column, columns } from './columns.ts';
import type { TableSink, TableWriter } from './table-writer.ts';

type SchemaElement = ConstructorParameters<typeof ParquetWriter>[0]['schema'][number];

/** Rows a group. With ten neighbours a row, 200,000 rows peak at 394 MiB, 600,000 at 435. */
const GROUP_ROWS = 5_000;

/**
 * Parquet in row groups; neighbours are lists of { path, distance }, so that engines query them
 * without parsing. The writing library encodes at once; its bytes are handed on after each group.
 */
export function parquetWriter(sink: TableSink): TableWriter {
  const bytes = new ByteWriter();
  const file = new ParquetWriter({ writer: bytes, schema, createdBy: 'grood' });
  let held: ScoreRecord[] = [];
  const drain = async (): Promise<void> => {
    const ready = bytes.getBytes().slice();
    bytes.index = 0;
    if (ready.length > 0) await sink(ready);
  };
  const flush = async (rows: readonly ScoreRecord[]): Promise<void> => {
    await file.write({ columnData: columnsOf(rows), rowGroupSize: GROUP_ROWS });
    await drain();
  };
  return {
    async write(records) {
      for (let from = 0; from < records.length; ) {
        const until = from + GROUP_ROWS - held.length;
        held.push(...records.slice(from, until));
        from = until;
        if (held.length < GROUP_ROWS) return;
        const full = held;
        held = [];
        await flush(full);
      }
    },
    async end() {
      if (held.length > 0) await flush(held);
      held = [];
      await file.finish();
      await drain();
    },
  };
}

function columnsOf(rows: readonly ScoreRecord[]) {
  return columns.map((name) => ({ name, data: rows.map((row) => row[name] ?? null) }));
}

const text: Partial<SchemaElement> = { type: 'BYTE_ARRAY', converted_type: 'UTF8' };
const double: Partial<SchemaElement> = { type: 'DOUBLE' };

const elements: Readonly<Record<Column, readonly SchemaElement[]>> = {
  path: [required('path', text)],
  verdict: [required('verdict', text)],
  p: [optional('p', double)],
  score: [optional('score', double)],
  neighbourScore: [optional('neighbourScore', double)],
  pGrood: [optional('pGrood', double)],
  pNeighbours: [optional('pNeighbours', double)],
  class: [optional('class', text)],
  neighbours: listOfNeighbours('neighbours'),
  lookalikes: listOfNeighbours('lookalikes'),
  error: [optional('error', text)],
  pathBytes: [optional('pathBytes', text)],
};

const schema: SchemaElement[] = [
  { name: 'root', num_children: columns.length },
  ...columns.flatMap((column) => elements[column]),
];

function required(name: string, kind: Partial<SchemaElement>): SchemaElement {
  return { ...kind, name, repetition_type: 'REQUIRED' };
}

function optional(name: string, kind: Partial<SchemaElement>): SchemaElement {
  return { ...kind, name, repetition_type: 'OPTIONAL' };
}

// The three levels of a list that the Parquet specification asks for.
function listOfNeighbours(name: string): SchemaElement[] {
  return [
    { ...required(name, { converted_type: 'LIST' }), num_children: 1 },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', repetition_type: 'REQUIRED', num_children: 2 },
    required('path', text),
    required('distance', double),
  ];
}
