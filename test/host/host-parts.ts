import { join } from 'node:path';
import { findChromium } from '../../scripts/host/find-chromium.ts';
import { prepareServer } from '../../scripts/host/prepare-server.ts';

export const root: string = join(import.meta.dirname, '..', '..');

export interface HostParts {
  readonly home: string;
  readonly browser: string;
}

/** The parts of a host, or why there can be none here. */
export async function hostParts(): Promise<HostParts | { readonly missing: string }> {
  const browser = await findChromium();
  if ('missing' in browser) return browser;
  const server = await prepareServer(root);
  return 'missing' in server ? server : { home: server.path, browser: browser.path };
}
