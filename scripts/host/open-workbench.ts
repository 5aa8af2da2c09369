import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

export interface WorkbenchOptions {
  readonly url: string;
  /** Program of the browser. */
  readonly browser: string;
  /** The folder to open, or null for an empty window. */
  readonly folder: string | null;
  /** Extension to load from its sources, and a module to run in the extension host. */
  readonly development?: { readonly extension: string; readonly tests?: string };
  /** Before the page is loaded. */
  readonly onPage?: (page: Page) => Promise<void>;
  readonly viewport?: { readonly width: number; readonly height: number };
}

export interface Workbench {
  readonly page: Page;
  readonly context: BrowserContext;
  close(): Promise<void>;
}

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Opens the workbench in a browser without a window. */
export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const profile = await mkdtemp(join(tmpdir(), 'grood-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: options.browser,
    headless: true,
    colorScheme: 'dark',
    viewport: options.viewport ?? { width: 1280, height: 800 },
    args: flags,
  });
  const close = async (): Promise<void> => {
    await context.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    await options.onPage?.(page);
    await page.goto(addressOf(options));
    return { page, context, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Where a browser finds the workbench. */
export function addressOf({
  url,
  folder,
  development,
}: Pick<WorkbenchOptions, 'url' | 'folder' | 'development'>): string {
  const address = new URL(url);
  if (folder !== null) address.searchParams.set('folder', folder);
  if (development !== undefined) {
    const remote = (path: string): string => `vscode-remote://${address.host}${path}`;
    const payload = [['extensionDevelopmentPath', remote(development.extension)]];
    if (development.tests !== undefined) {
      payload.push(['extensionTestsPath', remote(development.tests)]);
    }
    payload.push(['skipWelcome', 'true']);
    address.searchParams.set('payload', JSON.stringify(payload));
  }
  return address.href;
}
