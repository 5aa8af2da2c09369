import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Failure, failed } from '../protocol/failure.ts';

/** Carries a failure out of a callback; caught by the verb that started the run. */
export class WriteProblem extends Error {
  readonly failure: Failure;

  constructor(path: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause));
    const code = (cause as NodeJS.ErrnoException).code;
    const why = code === undefined ? undefined : reasons[code];
    const hint = 'Free some space or name another place, then run again; scores are kept.';
    this.failure = failed(
      'write',
      `${path} can't be written: ${why ?? this.message}.`,
      hint,
    ).failure;
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EACCES: 'permission is denied',
  EROFS: 'the disk is read-only',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is a file',
};

/**
 * A file that appears whole: written beside its place and renamed there at the end, so that a
 * reader never sees half of it and an older one is not lost to a failed run.
 */
export class RowFile {
  private readonly path: string;
  private readonly part: string;
  private handle: FileHandle | null = null;

  constructor(path: string) {
    this.path = path;
    this.part = `${path}.${process.pid}.part`;
  }

  async open(): Promise<void> {
    await this.guarded(async () => {
      await mkdir(dirname(this.path), { recursive: true });
      this.handle = await open(this.part, 'w');
    });
  }

  async write(data: string | Uint8Array): Promise<void> {
    await this.guarded(async () => {
      await this.handle!.writeFile(data);
    });
  }

  /** Puts the file in its place. */
  async finish(): Promise<void> {
    await this.guarded(async () => {
      await this.handle!.sync();
      await this.handle!.close();
      this.handle = null;
      await rename(this.part, this.path);
    });
  }

  async discard(): Promise<void> {
    await this.handle?.close().catch(() => {});
    this.handle = null;
    await rm(this.part, { force: true }).catch(() => {});
  }

  private async guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw new WriteProblem(this.path, error);
    }
  }
}
