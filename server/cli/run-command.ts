import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../package-root.ts';
import { readArguments } from './arguments.ts';
import { type ExitCode, exitCodeOf, exitCodes } from './exit-code.ts';
import type { Verb } from './flags.ts';
import { helpText } from './help.ts';
import { Output } from './output.ts';
import { failureLines } from './print-failure.ts';
import { createContext, type RunContext } from './run-context.ts';
import { runEvaluate } from './verbs/evaluate.ts';
import { runFit } from './verbs/fit.ts';
import { runInspect } from './verbs/inspect.ts';
import { runReport } from './verbs/report.ts';
import { runScore } from './verbs/score.ts';

const runners: Readonly<Record<Verb, (context: RunContext) => Promise<ExitCode>>> = {
  inspect: runInspect,
  fit: runFit,
  score: runScore,
  evaluate: runEvaluate,
  report: runReport,
};

/**
 * Runs the words after `grood` and gives the exit code. Never throws: a bug becomes three lines
 * and code 3.
 */
export async function runCommand(words: readonly string[]): Promise<ExitCode> {
  const output = new Output();
  try {
    const code = await runWords(words, output);
    await output.flush();
    return code;
  } catch (error) {
    const bug = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`internal error: ${bug}\n`);
    process.stderr.write('This is a fault of grood, not of your images; please report it.\n');
    return exitCodes.internal;
  }
}

async function runWords(words: readonly string[], output: Output): Promise<ExitCode> {
  const read = readArguments(words);
  if (!read.ok) {
    for (const line of failureLines(read.failure)) process.stderr.write(`${line}\n`);
    return exitCodeOf(read.failure.kind);
  }
  const command = read.value;
  if (command.kind === 'version') {
    await output.line(`grood ${versionOf(packageRoot())}`);
    return exitCodes.done;
  }
  if (command.kind === 'help') {
    await output.write(helpText(command.about));
    // Bare `grood` asks for nothing that can be done.
    return words.length === 0 ? exitCodes.usageOrInput : exitCodes.done;
  }
  return runners[command.verb](createContext(command.given, output));
}

function versionOf(root: string): string {
  const text = readFileSync(join(root, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
