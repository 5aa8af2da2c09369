import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { capture, lastLines } from '../bootstrap/capture.mjs';
import type { Found } from './found.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

const elsewhere = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * Finds Chromium or Chrome; `GROOD_CHROMIUM` names another. Where there is none, installs
 * Debian's if that needs nobody's password.
 */
export async function findChromium(): Promise<Found> {
  const chosen = process.env['GROOD_CHROMIUM'];
  if (chosen !== undefined) {
    if (existsSync(chosen)) return { path: chosen };
    return { missing: `GROOD_CHROMIUM names ${chosen}, which does not exist.` };
  }
  const found = search();
  if (found !== null) return { path: found };
  const missing =
    'There is no Chromium or Chrome here. Install one (`apt-get install chromium`, or from ' +
    'https://www.google.com/chrome), or set GROOD_CHROMIUM to its program.';
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return { missing };
  console.error('Installing Chromium with apt-get…');
  const why = await install();
  const path = search();
  return path === null ? { missing: `${missing} apt-get could not:\n${why}` } : { path };
}

function search(): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...onPath, ...elsewhere].find((path) => existsSync(path)) ?? null;
}

async function install(): Promise<string> {
  const options = { cwd: '/', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  const updated = await capture('apt-get', ['update', '-q'], options);
  const args = ['install', '-y', '-q', '--no-install-recommends', 'chromium'];
  const { output } = await capture('apt-get', args, options);
  return lastLines(updated.output + output, 3);
}
