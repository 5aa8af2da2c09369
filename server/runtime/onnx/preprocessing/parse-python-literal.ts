/** What a Python literal of plain data becomes; dictionaries become maps, tuples arrays. */
export type PythonValue =
  | string
  | number
  | boolean
  | null
  | readonly PythonValue[]
  | ReadonlyMap<string | number, PythonValue>;

/**
 * Reads the text of a Python dictionary, list, tuple, string or number, such as exporters write
 * into metadata. Nothing is evaluated.
 * @returns undefined where the text is anything else
 */
export function parsePythonLiteral(text: string): PythonValue | undefined {
  const reader = new Reader(text);
  try {
    const value = reader.value(0);
    return reader.isAtEnd() ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const WORDS = new Map<string, boolean | null>([
  ['True', true],
  ['False', false],
  ['None', null],
  ['true', true],
  ['false', false],
  ['null', null],
]);
const ESCAPES = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
]);
const DEPTH_MAX = 20;

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  isAtEnd(): boolean {
    return this.#match(/\s*/y) !== null && this.#at === this.#text.length;
  }

  value(depth: number): PythonValue {
    if (depth > DEPTH_MAX) throw new SyntaxError('nested too deeply');
    this.#match(/\s*/y);
    const start = this.#text[this.#at];
    if (start === '{') return this.#dictionary(depth + 1);
    if (start === '[') return this.#items(']', depth + 1);
    if (start === '(') return this.#items(')', depth + 1);
    if (start === '"' || start === "'") return this.#string(start);
    const number = this.#match(/[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?/y);
    if (number !== null) return Number(number);
    const word = this.#match(/[A-Za-z]+/y);
    const value = word === null ? undefined : WORDS.get(word);
    if (value === undefined) throw new SyntaxError(`unexpected at ${this.#at}`);
    return value;
  }

  #dictionary(depth: number): PythonValue {
    const entries = new Map<string | number, PythonValue>();
    this.#at++;
    while (!this.#closes('}')) {
      const key = this.value(depth);
      if (typeof key !== 'string' && typeof key !== 'number') throw new SyntaxError('key');
      if (this.#match(/\s*:/y) === null) throw new SyntaxError('no colon');
      entries.set(key, this.value(depth));
      if (this.#match(/\s*,/y) === null && !this.#closes('}', true)) throw new SyntaxError('comma');
    }
    return entries;
  }

  #items(close: string, depth: number): PythonValue {
    const items: PythonValue[] = [];
    this.#at++;
    while (!this.#closes(close)) {
      items.push(this.value(depth));
      if (this.#match(/\s*,/y) === null && !this.#closes(close, true)) throw new SyntaxError(',');
    }
    return items;
  }

  #closes(close: string, isPeek = false): boolean {
    this.#match(/\s*/y);
    if (this.#text[this.#at] !== close) return false;
    if (!isPeek) this.#at++;
    return true;
  }

  #string(quote: string): string {
    let value = '';
    for (this.#at++; this.#at < this.#text.length; this.#at++) {
      const char = this.#text[this.#at] as string;
      if (char === quote) {
        this.#at++;
        return value;
      }
      value += char === '\\' ? this.#escaped() : char;
    }
    throw new SyntaxError('unterminated string');
  }

  #escaped(): string {
    this.#at++;
    const kind = this.#text[this.#at] ?? '';
    const digits = { x: 2, u: 4, U: 8 }[kind];
    if (digits === undefined) return ESCAPES.get(kind) ?? kind;
    const code = Number.parseInt(this.#text.slice(this.#at + 1, this.#at + 1 + digits), 16);
    this.#at += digits;
    if (!(code <= 0x10ffff)) throw new SyntaxError('escape');
    return String.fromCodePoint(code);
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found === undefined) return null;
    this.#at += found.length;
    return found;
  }
}
