import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { commandNames } from '../../client/commands/command-names.ts';
import { imageExtensions } from '../../client/image-types.ts';
import { bundleFile, collectTexts } from '../../scripts/collect-texts.mjs';

const root = join(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'package.json'), 'utf8');
const manifest: Manifest = JSON.parse(text);
const { contributes } = manifest;

interface Manifest {
  readonly name: string;
  readonly publisher: string;
  readonly icon: string;
  readonly engines: { readonly vscode: string };
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly activationEvents: readonly string[];
  readonly extensionKind: readonly string[];
  readonly capabilities: {
    readonly untrustedWorkspaces: {
      readonly supported: string;
      readonly restrictedConfigurations: readonly string[];
    };
    readonly virtualWorkspaces: { readonly supported: boolean; readonly description: string };
  };
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command?: string }[]>>;
    readonly keybindings: readonly { readonly command: string; readonly key: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
    readonly customEditors: readonly {
      readonly priority: string;
      readonly selector: readonly { readonly filenamePattern: string }[];
    }[];
    readonly languageModelTools: readonly {
      readonly name: string;
      readonly modelDescription: string;
      readonly inputSchema: { readonly properties: Readonly<Record<string, unknown>> };
    }[];
    readonly walkthroughs: readonly {
      readonly steps: readonly { readonly media: { readonly markdown: string } }[];
    }[];
  };
}

interface Setting {
  readonly type: string;
  readonly scope: string;
  readonly description: string;
  readonly default: unknown;
}

const commands = contributes.commands.map(({ command }) => command);

test('the manifest declares each command of the table, and no other', () => {
  assert.deepEqual([...commands].sort(), commandNames.map((name) => `grood.${name}`).sort());
});

test('menus and keybindings name declared commands', () => {
  const items = [...Object.values(contributes.menus).flat(), ...contributes.keybindings];
  const named = items.map(({ command }) => command).filter((command) => command !== undefined);
  assert.ok(named.length > 20);
  assert.deepEqual(
    named.filter((command) => !commands.includes(command)),
    [],
  );
});

test('no two commands share a key', () => {
  const keys = contributes.keybindings.map(({ key }) => key);
  assert.equal(new Set(keys).size, keys.length);
});

test('links in texts run declared commands', () => {
  const nls = readFileSync(join(root, 'package.nls.json'), 'utf8');
  const linked = [...nls.matchAll(/command:(grood\.\w+)/g)].map(([, command]) => command ?? '');
  assert.ok(linked.length > 5);
  assert.deepEqual(
    linked.filter((command) => !commands.includes(command)),
    [],
  );
  assert.ok(nls.includes(encodeURIComponent(`${manifest.publisher}.${manifest.name}`)));
});

test('each %text% of the manifest is in package.nls.json, and no text is left over', () => {
  const nls: Record<string, string> = JSON.parse(
    readFileSync(join(root, 'package.nls.json'), 'utf8'),
  );
  const used = [...text.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key ?? '');
  assert.deepEqual([...new Set(used)].sort(), Object.keys(nls).sort());
});

test('l10n/bundle.l10n.json holds each text of client and pages, and no other', () => {
  const bundle: Record<string, string> = JSON.parse(readFileSync(bundleFile, 'utf8'));
  const advice = 'run node scripts/collect-texts.mjs';
  assert.deepEqual(Object.keys(bundle).sort(), collectTexts(), advice);
});

test('every text of the client is a literal that a translator can be given', () => {
  const calls = globSync('client/**/*.ts', { cwd: root }).flatMap((file) => {
    const source = readFileSync(join(root, file), 'utf8');
    return [...source.matchAll(/l10n\.t\(\s*([^\s])/g)].map(([, first]) => `${file}: ${first}`);
  });
  // These two pass on literals of the files beside them, which are collected there.
  const passOn = ['client/present/status-bar.ts', 'client/translate-failure.ts'];
  const computed = calls.filter(
    (call) => !/['"]$/.test(call) && !passOn.some((file) => call.startsWith(file)),
  );
  assert.deepEqual(computed, []);
});

const settings = Object.entries(contributes.configuration.properties);

test('settings are few, typed, described, scoped and have a default', () => {
  assert.ok(settings.length <= 10);
  for (const [name, { type, scope, description, default: value }] of settings) {
    assert.ok(['string', 'integer', 'boolean', 'number'].includes(type), name);
    assert.ok(['window', 'resource', 'machine', 'machine-overridable'].includes(scope), name);
    assert.match(description, /^%setting\./, name);
    assert.notEqual(value, undefined, name);
  }
});

test('settings that name files are restricted in workspaces that are not trusted', () => {
  const { untrustedWorkspaces } = manifest.capabilities;
  const files = settings.filter(([, { scope }]) => scope.startsWith('machine'));
  assert.equal(untrustedWorkspaces.supported, 'limited');
  assert.deepEqual(
    [...untrustedWorkspaces.restrictedConfigurations].sort(),
    files.map(([name]) => name).sort(),
  );
});

test('the extension runs beside the files and says that it needs a disk', () => {
  assert.deepEqual(manifest.extensionKind, ['workspace']);
  assert.equal(manifest.capabilities.virtualWorkspaces.supported, false);
  assert.ok(manifest.capabilities.virtualWorkspaces.description.length > 0);
});

test('nothing starts the extension in a workspace that does not use it', () => {
  assert.ok(!manifest.activationEvents.some((event) => /^(\*|onStartupFinished)/.test(event)));
});

test('the types of the editor are no newer than the oldest editor', () => {
  const minor = (version: string): number => Number(version.split('.')[1]);
  const types = manifest.devDependencies['@types/vscode'] ?? '';
  assert.ok(minor(types) <= minor(manifest.engines.vscode));
});

test('the inspector is an option, and offered for each type that can be read', () => {
  const [editor] = contributes.customEditors;
  assert.equal(editor?.priority, 'option');
  const pattern = editor?.selector[0]?.filenamePattern ?? '';
  const endings = pattern.slice(pattern.indexOf('{') + 1, -1).split(',');
  assert.deepEqual(endings.sort(), [...imageExtensions].sort());
});

test('the icon is a PNG of at least 128 pixels', () => {
  const png = readFileSync(join(root, manifest.icon));
  assert.equal(png.toString('latin1', 1, 4), 'PNG');
  assert.ok(png.readUInt32BE(16) >= 128 && png.readUInt32BE(16) === png.readUInt32BE(20));
});

test('each step of the walkthrough has its page', () => {
  const pages = contributes.walkthroughs.flatMap(({ steps }) =>
    steps.map(({ media }) => media.markdown),
  );
  assert.ok(pages.length >= 4);
  assert.deepEqual(
    pages.filter((page) => !existsSync(join(root, page))),
    [],
  );
});

test('each tool of the assistant says what it does and describes its input', () => {
  const source = readFileSync(join(root, 'client/assistant-tools.ts'), 'utf8');
  const registered = [...source.matchAll(/registerTool\('(\w+)'/g)].map(([, name]) => name ?? '');
  const tools = contributes.languageModelTools;
  assert.deepEqual(tools.map(({ name }) => name).sort(), registered.sort());
  for (const { name, modelDescription, inputSchema } of tools) {
    assert.match(name, /^[a-z]+_[a-z_]+$/);
    assert.ok(modelDescription.length > 100, name);
    assert.ok(Object.keys(inputSchema.properties).length > 0, name);
  }
});
