import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { type StubOptions, stubHost } from './stub-host.ts';
import type { Theme } from './themes.ts';

const dist = join(import.meta.dirname, '..', '..', 'dist');
const executablePath = '/usr/bin/chromium';

/** Why the pages can't be tried here, or false. */
export const skipReason: string | false = !existsSync(executablePath)
  ? `${executablePath} is missing: apt-get install -y chromium`
  : !existsSync(join(dist, 'inspector.css'))
    ? 'the pages are not built: npm run build'
    : false;

export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
}

const kinds: Readonly<Record<string, string>> = {
  js: 'text/javascript',
  css: 'text/css',
  ttf: 'font/ttf',
};

function html(name: string, { bodyClass, colors }: Theme): string {
  const values = Object.entries({ ...colors, 'font-size': '13px', 'font-family': 'sans-serif' });
  const sheet = values.map(([key, value]) => `--vscode-${key}: ${value};`).join(' ');
  const policy =
    "default-src 'none'; img-src blob:; style-src 'self' 'nonce-a'; font-src 'self'; script-src 'nonce-a'";
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${name}</title>
<meta http-equiv="Content-Security-Policy" content="${policy}">
<style nonce="a">html { ${sheet} }</style><link rel="stylesheet" href="${name}.css"></head>
<body class="${bodyClass}"><script nonce="a" src="${name}.js"></script></body></html>`;
}

/** Opens a built page with a stub for its host; what the browser complains of is collected. */
export async function openPage(
  browser: Browser,
  name: 'gallery' | 'inspector',
  theme: Theme,
  options: StubOptions,
  size: { readonly width: number; readonly height: number } = { width: 1280, height: 800 },
): Promise<{ readonly page: Page; readonly complaints: string[] }> {
  const page = await browser.newPage({ viewport: size });
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.addInitScript(stubHost, options);
  await page.route('http://page.test/**', async (route) => {
    const file = new URL(route.request().url()).pathname.slice(1);
    if (file === '') await route.fulfill({ contentType: 'text/html', body: html(name, theme) });
    else if (existsSync(join(dist, file))) {
      const contentType = kinds[file.split('.').at(-1) ?? ''] ?? 'text/plain';
      await route.fulfill({ contentType, body: readFileSync(join(dist, file)) });
    } else await route.fulfill({ status: 204, body: '' });
  });
  await page.goto('http://page.test/');
  return { page, complaints };
}
