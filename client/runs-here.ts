import * as vscode from 'vscode';

/** The runs that this window started, so that a page can cancel them too. */
export class RunsHere {
  readonly #sources = new Set<vscode.CancellationTokenSource>();

  /** @param work gets a token that either side cancels */
  async track<R>(
    token: vscode.CancellationToken,
    work: (token: vscode.CancellationToken) => Promise<R>,
  ): Promise<R> {
    const source = new vscode.CancellationTokenSource();
    const listener = token.onCancellationRequested(() => source.cancel());
    this.#sources.add(source);
    try {
      return await work(source.token);
    } finally {
      this.#sources.delete(source);
      listener.dispose();
      source.dispose();
    }
  }

  cancelAll(): void {
    for (const source of this.#sources) source.cancel();
  }
}
