import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { extensionUnderTest, type Manifest } from './extension-under-test.ts';

suite('the extension', () => {
  test('activates', async () => {
    await extensionUnderTest().activate();
    assert.ok(extensionUnderTest().isActive);
  });

  test('registers the commands of its manifest and no others', async () => {
    const { commands, views } = (extensionUnderTest().packageJSON as Manifest).contributes;
    const ofViews = Object.values(views).flatMap((list) => list.map(({ id }) => `${id}.`));
    const registered = (await vscode.commands.getCommands(true)).filter(
      (name) => name.startsWith('grood.') && !ofViews.some((view) => name.startsWith(view)),
    );
    assert.deepEqual(registered.sort(), commands.map(({ command }) => command).sort());
  });
});
