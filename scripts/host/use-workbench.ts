import type { Page } from 'playwright-core';

/** Runs a command by its title in the palette. */
export async function runCommand(page: Page, title: string): Promise<void> {
  await page.keyboard.press('F1');
  const box = page.locator('.quick-input-widget input[type="text"]');
  await box.fill(`>${title}`);
  const row = (name: string): string => `.quick-input-list .monaco-list-row[aria-label${name}"]`;
  await page
    .locator(`${row(`="${title}`)}, ${row(`^="${title},`)}`)
    .first()
    .click();
}

/** Clicks rows of the Explorer, from the top down: folders open. */
export async function showInExplorer(page: Page, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const row = `.explorer-folders-view .monaco-list-row[aria-label^="${name}"]`;
    await page.locator(row).first().click({ timeout: 30_000 });
  }
}
