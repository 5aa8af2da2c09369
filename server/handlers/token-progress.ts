import type { ProgressToken } from 'vscode-languageserver-protocol';
import type { ProgressSink } from '../workspace/progress-sink.ts';

export type WorkDoneValue =
  | { readonly kind: 'begin'; readonly title: string; message: string; percentage?: number }
  | { readonly kind: 'report'; message: string; percentage?: number }
  | { readonly kind: 'end' };

/** Work-done progress on a token that the client chose; silent without one. */
export class TokenProgress implements ProgressSink {
  readonly #send: (value: WorkDoneValue) => void;
  readonly #title: string;
  #hasBegun = false;

  /** @param send where values of the token go */
  constructor(title: string, send: (value: WorkDoneValue) => void) {
    this.#title = title;
    this.#send = send;
  }

  report(message: string, percentage?: number): void {
    const share = percentage === undefined ? {} : { percentage };
    if (this.#hasBegun) this.#send({ kind: 'report', message, ...share });
    else this.#send({ kind: 'begin', title: this.#title, message, ...share });
    this.#hasBegun = true;
  }

  /** Closes what was begun. */
  end(): void {
    if (this.#hasBegun) this.#send({ kind: 'end' });
  }
}

export function tokenOf(params: unknown): ProgressToken | null {
  const { workDoneToken } = (params ?? {}) as { workDoneToken?: unknown };
  const isToken = typeof workDoneToken === 'string' || typeof workDoneToken === 'number';
  return isToken ? workDoneToken : null;
}
