import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';

/**
 * The paths of a list, one a line or (`find -print0`) with a NUL after each, as they stream in. A
 * list with a NUL in its first piece is of the second kind. Empty lines are left out.
 * @param source `-` for standard input
 * @returns strings; bytes where a path is not UTF-8
 * @throws what opening or reading the list throws
 */
export async function* readFileList(
  source: string,
  stdin: AsyncIterable<Uint8Array> = process.stdin,
): AsyncGenerator<string | Uint8Array, void> {
  const pieces: AsyncIterable<Uint8Array> = source === '-' ? stdin : createReadStream(source);
  let rest = Buffer.alloc(0);
  let separator: number | null = null;
  for await (const piece of pieces) {
    separator ??= piece.includes(0) ? 0 : LINE_FEED;
    const bytes = Buffer.concat([rest, piece]);
    let from = 0;
    for (let at = bytes.indexOf(separator); at >= 0; at = bytes.indexOf(separator, from)) {
      yield* pathOf(bytes.subarray(from, at), separator);
      from = at + 1;
    }
    rest = bytes.subarray(from);
  }
  yield* pathOf(rest, separator ?? LINE_FEED);
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

function* pathOf(bytes: Buffer, separator: number): Generator<string | Uint8Array> {
  const isWindowsLine = separator === LINE_FEED && bytes.at(-1) === CARRIAGE_RETURN;
  const path = isWindowsLine ? bytes.subarray(0, -1) : bytes;
  if (path.length > 0) yield isUtf8(path) ? path.toString('utf8') : Uint8Array.from(path);
}
