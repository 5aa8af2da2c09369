import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/**
 * Runs a program on this terminal until it ends, and hands signals on to it.
 * @param {{ cwd: string, env: object, endWithParent?: boolean }} options `endWithParent` interrupts
 *   the program when whoever started us is gone: npm ends its shell on a signal, which tells us
 *   nothing
 * @returns {Promise<number>} its exit code; 128 + n where signal n ended it, as shells count
 */
export function runChild(program, args, { cwd, env, endWithParent = false }) {
  const child = spawn(program, args, { cwd, env, stdio: 'inherit' });
  // A terminal sends Ctrl-C to the whole group, this process and the child alike: handing it on
  // would reach the child twice, and a second Ctrl-C means "at once". Without a terminal the
  // signal was meant for us alone and is handed on.
  const onTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  const listeners = {
    SIGINT: () => onTerminal || child.kill('SIGINT'),
    SIGTERM: () => child.kill('SIGTERM'),
    SIGHUP: () => child.kill('SIGHUP'),
  };
  for (const [signal, listener] of Object.entries(listeners)) process.on(signal, listener);
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (!endWithParent || process.ppid === parent) return;
    clearInterval(watch);
    child.kill('SIGINT');
  }, 100).unref();
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      for (const [name, listener] of Object.entries(listeners)) process.off(name, listener);
      clearInterval(watch);
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}
