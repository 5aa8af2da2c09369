/** `npm run screenshots`: pictures of the running product for README, into docs/images/. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { copyDemo, fitDemo, smallSet } from './host/demo-workspace.ts';
import { findChromium } from './host/find-chromium.ts';
import { pathOf } from './host/found.ts';
import { openWorkbench } from './host/open-workbench.ts';
import { prepareServer } from './host/prepare-server.ts';
import { startServer } from './host/start-server.ts';
import { runCommand, showInExplorer } from './host/use-workbench.ts';

const root = join(import.meta.dirname, '..');
const settleMs = 2_500;

async function main(): Promise<void> {
  const browser = pathOf(await findChromium());
  const home = pathOf(await prepareServer(root));
  const scratch = await mkdtemp(join(tmpdir(), 'grood-pictures-'));
  try {
    const workspace = await copyDemo(root, join(scratch, 'signs'), smallSet);
    await fitDemo(workspace);
    const server = await startServer({ home, isTest: true });
    try {
      const { url } = server;
      const development = { extension: root };
      const { folder } = workspace;
      const workbench = await openWorkbench({ url, browser, folder, development });
      try {
        await takeAll(workbench.page);
      } finally {
        await workbench.close();
      }
    } finally {
      await server.end();
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function takeAll(page: Page): Promise<void> {
  await showInExplorer(page, ['incoming']);
  await page
    .locator('.explorer-folders-view .monaco-list-row[aria-label^="incoming"]')
    .click({ button: 'right' });
  await page.locator('.monaco-menu .action-label:has-text("Score Images")').click();
  await page.locator('.statusbar-item:has-text("unusual")').waitFor({ timeout: 20_000 });
  await showInExplorer(page, ['cam-1']);
  await runCommand(page, 'Problems: Focus on Problems View');
  await take(page, 'explorer');
  await runCommand(page, 'View: Toggle Panel Visibility').catch(() => {});
  await runCommand(page, 'GROOD: Open Gallery');
  await take(page, 'gallery');
}

async function take(page: Page, name: string): Promise<void> {
  await wait(settleMs);
  const folder = join(root, 'docs', 'images');
  await mkdir(folder, { recursive: true });
  const small = await sharp(await page.screenshot())
    .png({ palette: true, effort: 10 })
    .toBuffer();
  await writeFile(join(folder, `${name}.png`), small);
  console.log(`docs/images/${name}.png: ${Math.ceil(small.length / 1024)} KiB`);
}

await main();
