import { basename } from 'node:path';
import { capture } from './capture.mjs';

/** Runs npm quietly: the npm that started us where there is one, else the one on the path. */
export function npm(args, options) {
  const started = process.env.npm_execpath;
  if (started && basename(started) === 'npm-cli.js') {
    return capture(process.execPath, [started, ...args], options);
  }
  const windows = process.platform === 'win32';
  return capture(windows ? 'npm.cmd' : 'npm', args, { ...options, shell: windows });
}
