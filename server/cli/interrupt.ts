import { exitCodes } from './exit-code.ts';

/**
 * Ctrl-C once: the signal fires and the run ends in order, keeping what is done. Ctrl-C again:
 * the process ends at once.
 */
export function onInterrupt(say: (line: string) => void): AbortController {
  const abort = new AbortController();
  const stop = (): void => {
    if (abort.signal.aborted) process.exit(exitCodes.interrupted);
    say('Stopping; what is done is kept. Ctrl-C again quits at once.');
    abort.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return abort;
}
