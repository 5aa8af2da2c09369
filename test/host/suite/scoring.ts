import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import * as vscode from 'vscode';
import { workspaceFolder } from './extension-under-test.ts';

suite('scoring in a workspace with a detector', () => {
  test('puts the unusual images among the problems, each with its sentence', async () => {
    const incoming = vscode.Uri.joinPath(workspaceFolder(), 'incoming');
    await vscode.commands.executeCommand('grood.score', incoming);
    const problems = await problemsBelow(incoming);
    assert.ok(problems.length >= 5, `${problems.length} problems`);
    for (const { uri, message } of problems) {
      assert.match(message, /^(Very unusual|Unusual|Can't read): /, uri.fsPath);
    }
  });
});

async function problemsBelow(
  folder: vscode.Uri,
): Promise<{ readonly uri: vscode.Uri; readonly message: string }[]> {
  for (let tries = 0; tries < 100; tries += 1) {
    const found = vscode.languages
      .getDiagnostics()
      .filter(([uri]) => uri.path.startsWith(`${folder.path}/`))
      .flatMap(([uri, list]) => list.map(({ message }) => ({ uri, message })));
    if (found.length > 0) return found;
    await wait(100);
  }
  return [];
}
