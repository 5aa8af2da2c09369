import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type Engine, type Program, startEngine } from '../../server/engine/engine-client.ts';
import type { EngineFile, ProgramRequest } from '../../server/engine/messages.ts';
import type { Result } from '../../server/protocol/failure.ts';
import { tinyProgram } from './tiny-model.ts';

export const hookedEngine: string = join(import.meta.dirname, 'hooked-engine.ts');

export function value<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(`${result.failure.message} ${result.failure.detail ?? ''}`);
}

export interface Started {
  readonly engine: Engine;
  readonly program: Program;
  readonly log: string[];
}

/** Ends with the test. */
export function engineForTest(
  context: TestContext,
  env: Readonly<Record<string, string>> = {},
): { readonly engine: Engine; readonly log: string[] } {
  const log: string[] = [];
  const onLog = (line: string): void => void log.push(line);
  const engine = startEngine({ engineModule: hookedEngine, env, onLog });
  context.after(() => engine.dispose());
  return { engine, log };
}

export async function openForTest(
  context: TestContext,
  env: Readonly<Record<string, string>> = {},
  more: Partial<ProgramRequest> = {},
): Promise<Started> {
  const { engine, log } = engineForTest(context, env);
  return { engine, log, program: value(await engine.open(tinyProgram(more))) };
}

/** Files whose bytes are their number; number 5 is empty, if asked for. */
export function filesForTest(
  context: TestContext,
  count: number,
  options: { readonly emptyFifth?: boolean } = {},
): EngineFile[] {
  const folder = mkdtempSync(join(tmpdir(), 'engine-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return Array.from({ length: count }, (_, i) => {
    const path = join(folder, `${i}.bin`);
    writeFileSync(path, i === 5 && options.emptyFifth === true ? '' : String(i));
    return { path };
  });
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // An orphan that has ended waits for the first process to notice, which in a container may be
    // any program.
    if (process.platform !== 'linux') return true;
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

export async function until(condition: () => boolean, limitMs = 5000): Promise<boolean> {
  for (const start = performance.now(); performance.now() - start < limitMs; ) {
    if (condition()) return true;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return condition();
}
