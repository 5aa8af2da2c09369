import { spawnSync } from 'node:child_process';
import { existsSync, linkSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { sharedPath } from '../../shared-material.ts';
import { needed } from '../bench.ts';
import { cacheFolder, freshFolder } from '../cache-folder.ts';

const absent = '../shared/data/cifar.tar.gz is not there.';

/**
 * The folder with train, val, test, ood-known and ood-test, unpacked once.
 * @throws {Skipped} where the archive is absent
 */
export function cifarFolder(): string {
  const archive = needed(sharedPath('data', 'cifar.tar.gz'), absent);
  const folder = join(cacheFolder(), 'cifar');
  if (existsSync(folder)) return folder;
  const unpacked = freshFolder('unpacking');
  const { status, stderr } = spawnSync('tar', ['-xzf', archive, '-C', unpacked]);
  if (status !== 0) throw new Error(`tar could not unpack ${archive}: ${String(stderr)}`);
  renameSync(join(unpacked, 'cifar'), folder);
  return folder;
}

/** Files a class, by split. */
export type PerClass = Readonly<Record<string, number>>;

/** A part of it: the first files of each class by sorted name, as hard links. */
export function cifarSubset(name: string, perClass: PerClass): string {
  const from = cifarFolder();
  const to = join(cacheFolder('subsets'), name);
  if (existsSync(to)) return to;
  const part = freshFolder('linking');
  for (const [split, count] of Object.entries(perClass)) {
    for (const label of readdirSync(join(from, split))) {
      mkdirSync(join(part, split, label), { recursive: true });
      const files = readdirSync(join(from, split, label))
        .sort()
        .slice(0, count);
      for (const file of files) {
        linkSync(join(from, split, label, file), join(part, split, label, file));
      }
    }
  }
  renameSync(part, to);
  return to;
}

/** ResNet-20, trained on CIFAR-10: 64 features, 32 px. */
export function resnet20Path(): string {
  const reason = '../shared/models/00-resnet20-cifar10.onnx is not there.';
  return needed(sharedPath('models', '00-resnet20-cifar10.onnx'), reason);
}

export const resnet20Mean = '0.485,0.456,0.406';
export const resnet20Std = '0.229,0.224,0.225';
