/**
 * `npm start [-- FOLDER]`: opens the demo's pictures, or a folder of yours, in VS Code with the
 * extension as it is built here. Without VS Code on the path the browser's serves, until Ctrl-C.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { copyDemo } from './host/demo-workspace.ts';
import { addressOf } from './host/open-workbench.ts';
import { prepareServer } from './host/prepare-server.ts';
import { startServer } from './host/start-server.ts';

const root = join(import.meta.dirname, '..');

async function main(chosen: string | undefined): Promise<number> {
  const folder = chosen === undefined ? await demoFolder() : resolve(chosen);
  if (!existsSync(folder)) {
    console.error(`There is no folder ${folder}.`);
    return 2;
  }
  const desktop = findDesktop();
  if (desktop === null) return serve(folder);
  const args = ['--new-window', `--extensionDevelopmentPath=${root}`, folder];
  const isWindows = process.platform === 'win32';
  const code = spawn(desktop, args, { stdio: 'inherit', shell: isWindows });
  console.log(`Opening ${folder} in VS Code (${desktop}).`);
  return new Promise((done) => {
    code.on('exit', (exit) => done(exit ?? 1));
    code.on('error', () => done(1));
  });
}

/** Drawn once, then left as the person leaves it. */
async function demoFolder(): Promise<string> {
  const folder = join(root, '.cache', 'demo-workspace', 'signs');
  if (!existsSync(folder)) {
    console.error('Drawing the pictures of the demo…');
    await copyDemo(root, folder);
  }
  return folder;
}

function findDesktop(): string | null {
  const names = process.platform === 'win32' ? ['code.cmd'] : ['code', 'code-insiders'];
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const paths = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return paths.find((path) => existsSync(path)) ?? null;
}

async function serve(folder: string): Promise<number> {
  const prepared = await prepareServer(root);
  if ('missing' in prepared) {
    console.error(prepared.missing);
    return 3;
  }
  const server = await startServer({ home: prepared.path, isTest: true });
  const { url } = server;
  const address = addressOf({ url, folder, development: { extension: root } });
  console.log(`VS Code with the extension, on ${folder}:\n\n  ${address}\n`);
  console.log('Open the address in a browser on this machine. Ctrl-C ends it.');
  await new Promise<void>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => done());
  });
  await server.end();
  return 0;
}

process.exitCode = await main(process.argv[2]);
