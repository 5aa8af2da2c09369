import { isUtf8 } from 'node:buffer';

/**
 * A path whose characters are its bytes (latin1). So a name of any bytes is a short string, and
 * comparing strings is comparing bytes. ASCII paths are the same text.
 */
export type BytePath = string;

export function toBytePath(path: string | Uint8Array): BytePath {
  return Buffer.from(path as string).toString('latin1');
}

/** What node:fs takes. */
export function openablePath(path: BytePath): string | Buffer {
  return isAscii(path) ? path : Buffer.from(path, 'latin1');
}

export interface NamedPath {
  /** For people: replacement characters stand for bytes that are not UTF-8. */
  readonly path: string;
  /** Only where the path is not UTF-8. */
  readonly pathBytes?: Uint8Array;
}

export function namedPath(path: BytePath): NamedPath {
  if (isAscii(path)) return { path };
  const bytes = Buffer.from(path, 'latin1');
  const text = bytes.toString('utf8');
  return isUtf8(bytes) ? { path: text } : { path: text, pathBytes: bytes };
}

function isAscii(path: string): boolean {
  return !nonAscii.test(path);
}

const nonAscii = /[\u0080-\u00ff]/;
