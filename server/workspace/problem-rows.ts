import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver-protocol';
import type { ServerSettings, Tile } from '../protocol/lsp.ts';

const SEVERITIES = {
  hint: DiagnosticSeverity.Hint,
  information: DiagnosticSeverity.Information,
  warning: DiagnosticSeverity.Warning,
} as const;

const START = { line: 0, character: 0 };

type Publish = (uri: string, diagnostics: readonly Diagnostic[]) => void;

/**
 * The Problems rows of unusual images, one a file. What is published is remembered, so that only
 * differences are sent and nothing stays behind.
 */
export class ProblemRows {
  readonly #publish: Publish;
  readonly #published = new Map<string, string>();

  constructor(publish: Publish) {
    this.#publish = publish;
  }

  /** @param tiles the most unusual images, as many as are wanted */
  show(tiles: readonly Tile[], { severity }: ServerSettings['problems']): void {
    const wanted = severity === 'off' ? [] : tiles;
    const kept = new Set(wanted.map(({ uri }) => uri));
    for (const uri of this.#published.keys()) {
      if (kept.has(uri)) continue;
      this.#published.delete(uri);
      this.#publish(uri, []);
    }
    if (severity === 'off') return;
    for (const { uri, sentence } of wanted) {
      const key = `${severity} ${sentence}`;
      if (this.#published.get(uri) === key) continue;
      this.#published.set(uri, key);
      const range = { start: START, end: START };
      const diagnostic = { range, message: sentence, source: 'grood', code: 'OOD' };
      this.#publish(uri, [{ ...diagnostic, severity: SEVERITIES[severity] }]);
    }
  }
}
