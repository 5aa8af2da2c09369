import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { bundleSuite } from './bundle-suite.ts';
import { openWorkbench } from './open-workbench.ts';
import { startServer } from './start-server.ts';

export interface SuiteOptions {
  readonly root: string;
  /** Folder of VS Code's server and program of the browser. */
  readonly home: string;
  readonly browser: string;
  /** The workspace. */
  readonly folder: string;
  /** Extension in development: the one under test, or an empty one beside an installed one. */
  readonly extension: string;
  readonly install?: readonly string[];
  /** Each outcome is a line of this file. */
  readonly results: string;
  readonly limitMs: number;
}

/** Runs the suite in the extension host of the browser's workbench; what it prints comes back. */
export async function runSuite(options: SuiteOptions): Promise<{ readonly log: string }> {
  const { root, home, install, results, limitMs } = options;
  const tests = await bundleSuite(root);
  const env = { GROOD_HOST_RESULTS: results };
  const server = await startServer({ home, isTest: true, env, ...(install && { install }) });
  try {
    const exit = Promise.withResolvers<void>();
    const workbench = await openWorkbench({
      url: server.url,
      browser: options.browser,
      folder: options.folder,
      development: { extension: options.extension, tests },
      onPage: (page) => exposeDriver(page, exit.resolve),
    });
    try {
      const limit = new AbortController();
      await Promise.race([exit.promise, wait(limitMs, null, limit).catch(() => {})]);
      limit.abort();
    } finally {
      await workbench.close();
    }
    return { log: server.log() + (await extensionHostLog(server.dataFolder)) };
  } finally {
    await server.end();
  }
}

/** The functions of the page by which the workbench says that the suite has ended. */
async function exposeDriver(page: Page, onExit: () => void): Promise<void> {
  await page.exposeFunction('codeAutomationLog', () => {});
  await page.exposeFunction('codeAutomationExit', () => onExit());
}

async function extensionHostLog(dataFolder: string): Promise<string> {
  const { glob } = await import('node:fs/promises');
  let text = '';
  for await (const file of glob('data/logs/*/exthost*/**/*.log', { cwd: dataFolder })) {
    text += `\n${file}\n${await readFile(join(dataFolder, file), 'utf8')}`;
  }
  return text.slice(-20_000);
}
