import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type MeasuredRun, measureCommand } from '../measure/measure-command.ts';
import { peerFolder } from './prepare-peer.ts';

export interface PeerModel {
  /** Names the fitted head. */
  readonly name: string;
  readonly path: string;
  readonly sizePx: number;
  /** In units of 0..1, `r,g,b`. */
  readonly mean: string;
  readonly std: string;
  readonly batch: number;
}

export type Layout = 'nchw' | 'channels_last';

export interface PeerScore {
  readonly images: number;
  /** From all loaded and warmed up to the last verdict. */
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly flagged: number;
}

/** The peer's fit, outside of what is timed; kept between runs. */
export async function fitPeer(
  python: string,
  model: PeerModel,
  data: { readonly train: string; readonly val: string },
): Promise<void> {
  if (existsSync(headPath(model))) return;
  await runPeer(python, ['fit', ...modelArgs(model), '--train', data.train, '--val', data.val]);
}

export async function scorePeer(
  python: string,
  model: PeerModel,
  choice: { readonly list: string; readonly layout: Layout },
): Promise<PeerScore & { readonly run: MeasuredRun }> {
  const args = ['score', ...modelArgs(model), '--files', choice.list, '--layout', choice.layout];
  const run = await runPeer(python, args);
  return { ...(JSON.parse(run.stdout) as PeerScore), run };
}

async function runPeer(python: string, args: readonly string[]): Promise<MeasuredRun> {
  const run = await measureCommand(python, [join(import.meta.dirname, 'run_peer.py'), ...args]);
  if (run.code !== 0) throw new Error(`The peer failed: ${run.stderr.trim().slice(-600)}`);
  return run;
}

function modelArgs({ path, sizePx, mean, std, batch, ...model }: PeerModel): string[] {
  const head = headPath({ path, sizePx, mean, std, batch, ...model });
  const numbers = ['--mean', mean, '--std', std, '--size', `${sizePx}`, '--batch', `${batch}`];
  return ['--model', path, '--head', head, ...numbers];
}

function headPath({ name, sizePx }: PeerModel): string {
  return join(peerFolder(), `${name}-${sizePx}.pt`);
}
