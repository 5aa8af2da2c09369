import { createTableWriter } from '../../io/tables/table-writer.ts';
import { ok, type Result } from '../../protocol/failure.ts';
import { counted, thousands } from '../../protocol/number-words.ts';
import type { ScoreRecord } from '../../protocol/record.ts';
import { writeNew } from './write-new.ts';

export interface ExportRequest {
  /** `list`: a path a line, as other tools take them. */
  readonly format: 'csv' | 'jsonl' | 'parquet' | 'list';
  readonly to: string;
  /** Page after page, so that memory holds one of them. */
  readonly pages: AsyncIterable<readonly ScoreRecord[]>;
  /** The user agreed to replace a file that is there. */
  readonly mayReplace: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Writes records to a file that is there whole or not at all. @throws an abort's reason */
export async function exportRecords(
  request: ExportRequest,
): Promise<Result<{ readonly sentence: string; readonly written: number }>> {
  const { format, to, pages, signal } = request;
  let written = 0;
  let unlisted = 0;
  const content = async (put: (piece: string | Uint8Array) => Promise<void>): Promise<void> => {
    const writer = format === 'list' ? null : createTableWriter(format, put);
    for await (const records of pages) {
      signal?.throwIfAborted();
      const fit = writer === null ? records.filter(isListable) : records;
      if (writer === null) await put(Buffer.concat(fit.map(listLine)));
      else await writer.write(fit);
      written += fit.length;
      unlisted += records.length - fit.length;
    }
    await writer?.end();
  };
  const result = await writeNew(to, content, request);
  if (!result.ok) return result;
  return ok({ written, sentence: sentenceOf(to, written, unlisted) });
}

function sentenceOf(to: string, written: number, unlisted: number): string {
  const rest =
    unlisted === 0
      ? ''
      : ` ${thousands(unlisted)} with a line break in the path can't stand in a list.`;
  return `Wrote ${counted(written, 'image')} to ${to}.${rest}`;
}

function isListable({ path }: ScoreRecord): boolean {
  return !/[\r\n]/.test(path);
}

function listLine({ path, pathBytes }: ScoreRecord): Buffer {
  const bytes = pathBytes === undefined ? Buffer.from(path) : Buffer.from(pathBytes, 'base64');
  return Buffer.concat([bytes, Buffer.from('\n')]);
}
