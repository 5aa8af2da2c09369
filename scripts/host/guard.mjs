/**
 * Runs a program for as long as whoever started this file lives: `node guard.mjs PROGRAM ARGS…`
 * with a pipe as stdin, which closes whatever way the starter ends. The program leads a process
 * group, so that what it has started ends with it.
 */
import { spawn } from 'node:child_process';

const graceMs = 3_000;
const [program, ...args] = process.argv.slice(2);
const ownGroup = process.platform !== 'win32';
const child = spawn(program, args, {
  stdio: ['ignore', 'inherit', 'inherit'],
  detached: ownGroup,
});

function end(signal) {
  try {
    process.kill(ownGroup ? -child.pid : child.pid, signal);
  } catch {
    // It is gone already.
  }
}

process.stdin.resume();
process.stdin.on('close', () => {
  end('SIGTERM');
  setTimeout(() => end('SIGKILL'), graceMs);
});
// Ctrl-C reaches this process too; its starter decides, and closes the pipe.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
child.on('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
child.on('exit', (code) => {
  end('SIGKILL');
  process.exit(code ?? 1);
});
