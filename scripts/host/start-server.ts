import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export interface ServerOptions {
  /** Folder of the server, as `prepareServer` gives it. */
  readonly home: string;
  /** User settings beside those that every host has. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Let a page load an extension in development and a test suite. */
  readonly isTest: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** Extensions to install, .vsix files. */
  readonly install?: readonly string[];
}

export interface RunningServer {
  readonly url: string;
  readonly port: number;
  /** The server's own data: settings, logs, installed extensions. */
  readonly dataFolder: string;
  /** All that it printed. */
  log(): string;
  /** Ends it with all that it started, and deletes its data. */
  end(): Promise<void>;
}

/** What keeps the workbench free of what these tests are not about. */
const quietSettings = {
  'security.workspace.trust.enabled': false,
  'chat.disableAIFeatures': true,
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.colorTheme': 'Dark Modern',
  'workbench.tips.enabled': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
};

const startLimitMs = 30_000;

/** Starts VS Code's server on a free port with fresh data. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'grood-host-'));
  const user = join(dataFolder, 'data', 'User');
  await mkdir(user, { recursive: true });
  const settings = { ...quietSettings, ...options.settings };
  await writeFile(join(user, 'settings.json'), JSON.stringify(settings, null, 2));
  const removeData = (): Promise<void> =>
    rm(dataFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-200_000);
  };
  try {
    for (const file of options.install ?? []) {
      await ended(launch(options, dataFolder, ['--install-extension', file]), keep);
    }
    const args = ['--host', '127.0.0.1', '--port', '0', '--without-connection-token'];
    const test = options.isTest ? ['--enable-smoke-test-driver'] : [];
    const child = launch(options, dataFolder, [...args, ...test]);
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    const port = await portOf(child, () => output);
    return {
      url: `http://127.0.0.1:${port}/`,
      port,
      dataFolder,
      log: () => output,
      async end() {
        if (child.exitCode === null) {
          const gone = once(child, 'exit');
          child.stdin?.end();
          await gone;
        }
        await removeData();
      },
    };
  } catch (error) {
    await removeData();
    throw error;
  }
}

function launch(
  { home, env }: ServerOptions,
  dataFolder: string,
  args: readonly string[],
): ChildProcess {
  const guard = join(import.meta.dirname, 'guard.mjs');
  const main = join(home, 'out', 'server-main.js');
  const fixed = ['--server-data-dir', dataFolder, '--accept-server-license-terms'];
  const quiet = ['--telemetry-level', 'off'];
  // What a test runner tells its own children would confuse those of the editor.
  const { NODE_TEST_CONTEXT: _, NODE_OPTIONS: __, ...inherited } = process.env;
  return spawn(process.execPath, [guard, process.execPath, main, ...fixed, ...quiet, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    // No marketplace: nothing is looked up or downloaded.
    env: { ...inherited, EXTENSIONS_GALLERY: '{}', ...env },
  });
}

async function ended(child: ChildProcess, keep: (chunk: Buffer) => void): Promise<void> {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      keep(chunk);
      output += chunk.toString();
    });
  }
  const [code] = (await once(child, 'exit')) as [number];
  if (code !== 0) throw new Error(`VS Code's server ended with code ${code}:\n${output}`);
}

async function portOf(child: ChildProcess, output: () => string): Promise<number> {
  for (const until = Date.now() + startLimitMs; Date.now() < until && child.exitCode === null; ) {
    const port = /agent listening on (\d+)/.exec(output())?.[1];
    if (port !== undefined) return Number(port);
    await wait(50);
  }
  child.stdin?.end();
  throw new Error(`VS Code's server did not start:\n${output()}`);
}
