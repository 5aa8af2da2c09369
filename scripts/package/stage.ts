import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lastLines } from '../bootstrap/capture.mjs';
import { npm } from '../bootstrap/npm.mjs';
import { ownPlatform, type Platform, platforms } from './platforms.ts';

/** Ours that ship, as they stand in the repository. */
const ours = [
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'NOTICE',
  'package.nls.json',
  'l10n',
  'dist',
  'media/icons',
  'media/walkthrough',
  'models',
  'schemas',
];

/**
 * Built for development, and what of the packages is there to build, test or document them. The
 * README of libvips holds its licences.
 */
const unneeded = [
  /[/\\]dist[/\\](demo\.mjs|test-host\.cjs|\.sources)$/,
  /\.(map|d\.[cm]?ts|ts|cc|h|gyp|gypi|mk|iml|d|markdown)$/,
  /[/\\]node_modules[/\\](?!.*libvips).*[/\\](README|History|CHANGELOG)\.md$/,
  /[/\\](Makefile|binding\.Makefile|\.npmignore|\.travis\.yml)$/,
  /[/\\]node_modules[/\\].*[/\\](test|install|script|src|deps|obj\.target|\.deps)([/\\]|$)/,
  /[/\\]onnxruntime-common[/\\]lib([/\\]|$)/,
];

const ships = (path: string): boolean => !unneeded.some((pattern) => pattern.test(path));

/** What the bundles leave outside, each with what it needs at run time. */
const outside: Readonly<Record<string, readonly string[]>> = {
  'onnxruntime-node': ['onnxruntime-common'],
  'onnxruntime-common': [],
  sharp: ['@img/colour', 'detect-libc', 'semver'],
  '@img/colour': [],
  'detect-libc': [],
  semver: [],
  'bmp-js': [],
};

/** Only where it was compiled, so for this platform alone. */
const compiled: Readonly<Record<string, readonly string[]>> = {
  'hnswlib-node': ['bindings'],
  bindings: ['file-uri-to-path'],
  'file-uri-to-path': [],
};

/** Lays out in `stage` what the package for one platform is made of. */
export async function layOut(root: string, stage: string, platform: Platform): Promise<void> {
  await rm(stage, { recursive: true, force: true });
  await mkdir(stage, { recursive: true });
  for (const path of ours.filter((name) => existsSync(join(root, name)))) {
    await cp(join(root, path), join(stage, path), { recursive: true, filter: ships });
  }
  const hasIndex =
    platform === ownPlatform &&
    existsSync(join(root, 'node_modules/hnswlib-node/build/Release/addon.node'));
  const packages = { ...outside, ...(hasIndex && compiled) };
  const versions: Record<string, string> = {};
  for (const [name, needs] of Object.entries(packages)) {
    versions[name] = await copyPackage(root, stage, { name, needs, platform });
  }
  Object.assign(versions, await copySharp(root, stage, platform));
  const manifest = await readManifest(root);
  // Development's own keys, and `bin`: the editor installs no commands.
  const {
    scripts: _,
    devDependencies: __,
    optionalDependencies: ___,
    bin: ____,
    ...kept
  } = manifest;
  const declared = { ...kept, private: undefined, dependencies: versions };
  await writeFile(join(stage, 'package.json'), `${JSON.stringify(declared, null, 2)}\n`);
}

interface PackageChoice {
  readonly name: string;
  readonly needs: readonly string[];
  readonly platform: Platform;
}

/** Copies one package, declared to need what is copied and nothing else. @returns its version */
async function copyPackage(root: string, stage: string, choice: PackageChoice): Promise<string> {
  const { name, needs, platform } = choice;
  const { os, cpu } = platforms[platform];
  const from = join(root, 'node_modules', name);
  const to = join(stage, 'node_modules', name);
  const isOthers = (path: string): boolean => {
    const [, system, processor = cpu] = /napi-v\d+[/\\](\w+)(?:[/\\](\w+))?/.exec(path) ?? [];
    return system !== undefined && (system !== os || processor !== cpu);
  };
  await cp(from, to, { recursive: true, filter: (path) => ships(path) && !isOthers(path) });
  const manifest = await readManifest(to);
  const { scripts: _, optionalDependencies: __, devDependencies: ___, ...kept } = manifest;
  const dependencies: Record<string, string> = {};
  for (const need of needs) {
    dependencies[need] = (await readManifest(join(root, 'node_modules', need))).version;
  }
  await writeFile(join(to, 'package.json'), JSON.stringify({ ...kept, dependencies }));
  return manifest.version;
}

/** The binaries of sharp: installed here for this platform, fetched for another. */
async function copySharp(
  root: string,
  stage: string,
  platform: Platform,
): Promise<Record<string, string>> {
  const versions: Record<string, string> = {};
  let from = join(root, 'node_modules', '@img');
  if (platform !== ownPlatform) from = await fetchSharp(root, stage, platform);
  for (const name of await readdir(from)) {
    if (!name.startsWith('sharp-') || !name.endsWith(`-${platform}`)) continue;
    const to = join(stage, 'node_modules', '@img', name);
    await cp(join(from, name), to, { recursive: true, filter: ships });
    const { optionalDependencies: _, scripts: __, ...kept } = await readManifest(to);
    await writeFile(join(to, 'package.json'), JSON.stringify(kept));
    versions[`@img/${name}`] = kept.version;
  }
  return versions;
}

async function fetchSharp(root: string, stage: string, platform: Platform): Promise<string> {
  const { os, cpu } = platforms[platform];
  const { version } = await readManifest(join(root, 'node_modules', 'sharp'));
  const folder = `${stage}-sharp`;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{"private":true}');
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--libc=glibc', `--os=${os}`];
  const args = ['install', '--prefix', folder, ...flags, `--cpu=${cpu}`, `sharp@${version}`];
  const { code, output } = await npm(args, { cwd: folder });
  if (code !== 0) throw new Error(`sharp for ${platform} could not be had:\n${lastLines(output)}`);
  return join(folder, 'node_modules', '@img');
}

interface PackageManifest {
  readonly version: string;
  readonly [key: string]: unknown;
}

async function readManifest(folder: string): Promise<PackageManifest> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as PackageManifest;
}
