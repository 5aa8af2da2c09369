import type { Failure } from '../protocol/failure.ts';
import type { WorkOptions } from '../protocol/progress.ts';
import type { Given } from './arguments.ts';
import { type ExitCode, exitCodeOf } from './exit-code.ts';
import { onInterrupt } from './interrupt.ts';
import type { Output } from './output.ts';
import { failureLines } from './print-failure.ts';
import { ProgressDisplay } from './progress-display.ts';

/** What every verb works with: data out, people's lines out, the signal, the typed words. */
export interface RunContext {
  readonly given: Given;
  readonly output: Output;
  readonly display: ProgressDisplay;
  readonly work: WorkOptions & { readonly signal: AbortSignal; readonly isTotalWanted: boolean };
  readonly isJson: boolean;
}

export function createContext(given: Given, output: Output): RunContext {
  const display = new ProgressDisplay({ isQuiet: given.flags['quiet'] === true });
  const abort = onInterrupt((line) => display.say(line));
  // A bar needs a total; a line now and then is not worth a second walk.
  const isTotalWanted = display.isOnTerminal;
  const { show: onProgress, note: onNote } = display;
  const work = { signal: abort.signal, onProgress, onNote, isTotalWanted };
  return { given, output, display, work, isJson: given.flags['json'] === true };
}

/** Prints a failure and gives the code to exit with. */
export function fail(context: Pick<RunContext, 'display'>, failure: Failure): ExitCode {
  for (const line of failureLines(failure)) context.display.say(line);
  return exitCodeOf(failure.kind);
}
