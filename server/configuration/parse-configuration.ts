import {
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import type { Configuration, ConfigurationProblem, ParsedConfiguration } from './configuration.ts';
import { preprocessingChecks, topLevelKeys, valueChecks } from './keys.ts';
import { nearestWord } from './nearest-word.ts';
import type { ValueCheck } from './value-checks.ts';

/**
 * Reads the text of a grood.json (comments and trailing commas allowed). Never throws: what is
 * wrong is listed with its line, and keys that are wrong are left out of the configuration.
 */
export function parseConfiguration(text: string): ParsedConfiguration {
  const reader = new Reader(text);
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  for (const error of errors) {
    reader.report(
      error.offset,
      `Not valid JSON here: ${spoken(printParseErrorCode(error.error))}.`,
    );
  }
  if (root?.type === 'object') {
    reader.readTopLevel(root);
  } else if (errors.length === 0) {
    reader.report(root?.offset ?? 0, 'The file must hold one object: { "train": "images/train" }.');
  }
  return reader.finish();
}

class Reader {
  private readonly text: string;
  private readonly values: Record<string, unknown> = {};
  private readonly problems: ConfigurationProblem[] = [];
  private readonly places = new Map<string, { line: number; column: number }>();

  constructor(text: string) {
    this.text = text;
  }

  readTopLevel(root: Node): void {
    for (const { key, keyNode, value } of this.properties(root, topLevelKeys, '')) {
      if (key === 'preprocessing') {
        this.readPreprocessing(value);
      } else if (key !== '$schema') {
        this.keep(this.values, { name: key, key, keyNode, value }, valueChecks[key as 'train']);
      }
    }
  }

  finish(): ParsedConfiguration {
    const problems = this.problems.sort((a, b) => a.line - b.line || a.column - b.column);
    return { configuration: this.values as Configuration, problems, places: this.places };
  }

  report(offset: number, message: string): void {
    this.problems.push({ ...this.place(offset), message });
  }

  private readPreprocessing(node: Node): void {
    if (node.type !== 'object') {
      this.report(
        node.offset,
        '"preprocessing" must be an object with mean, std, order and so on.',
      );
      return;
    }
    const kept: Record<string, unknown> = {};
    const known = Object.keys(preprocessingChecks);
    for (const found of this.properties(node, known, 'preprocessing.')) {
      const name = `preprocessing.${found.key}`;
      this.keep(kept, { ...found, name }, preprocessingChecks[found.key as 'mean']);
    }
    this.values['preprocessing'] = kept;
  }

  /** Known keys, each once; unknown and repeated ones are reported. */
  private *properties(
    node: Node,
    known: readonly string[],
    prefix: string,
  ): Generator<{ key: string; keyNode: Node; value: Node }> {
    const seen = new Set<string>();
    for (const property of node.children ?? []) {
      const [keyNode, value] = property.children ?? [];
      if (keyNode === undefined || value === undefined) continue;
      const key = String(keyNode.value);
      if (!known.includes(key)) {
        this.report(keyNode.offset, unknownKey(key, known, prefix));
      } else if (seen.has(key)) {
        this.report(keyNode.offset, `"${prefix}${key}" stands twice; keep one of them.`);
      } else {
        seen.add(key);
        yield { key, keyNode, value };
      }
    }
  }

  private keep(
    into: Record<string, unknown>,
    found: { name: string; key: string; keyNode: Node; value: Node },
    check: ValueCheck,
  ): void {
    const value: unknown = getNodeValue(found.value);
    const expected = check(value);
    if (expected !== null) {
      this.report(
        found.value.offset,
        `"${found.name}" must be ${expected}; it is ${shown(value)}.`,
      );
      return;
    }
    into[found.key] = value;
    this.places.set(found.name, this.place(found.value.offset));
    found.value.children?.forEach((item, index) => {
      this.places.set(`${found.name}[${index}]`, this.place(item.offset));
    });
  }

  private place(offset: number): { line: number; column: number } {
    const before = this.text.slice(0, offset);
    const line = before.split('\n').length;
    return { line, column: offset - before.lastIndexOf('\n') };
  }
}

function unknownKey(key: string, known: readonly string[], prefix: string): string {
  const meant = nearestWord(key, known);
  const tail = meant === null ? `known are ${known.join(', ')}.` : `did you mean "${meant}"?`;
  return `"${prefix}${key}" is not a known key; ${tail}`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** `PropertyNameExpected` -> `property name expected`. */
function spoken(code: string): string {
  return code.replace(/(?<=.)[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();
}
