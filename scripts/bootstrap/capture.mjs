import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/**
 * Runs a program and keeps what it prints, to be shown only if it fails.
 * @returns {Promise<{ code: number, output: string }>} code 127 where it could not be started
 */
export function capture(program, args, { cwd, env = process.env, shell = false }) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env, shell, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk) => {
      output = (output + chunk).slice(-20_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => resolve({ code: 127, output: error.message }));
    child.on('close', (code, signal) => {
      resolve({ code: code ?? 128 + (constants.signals[signal] ?? 0), output });
    });
  });
}

/** The last lines of a program's output: where tools put their reason. */
export function lastLines(output, count = 15) {
  return output.trim().split('\n').slice(-count).join('\n');
}
