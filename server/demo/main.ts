import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { exitCodes } from '../cli/exit-code.ts';
import { Output } from '../cli/output.ts';
import { runDemo } from './run-demo.ts';

const usage = `Usage: npm run demo [-- DIR [--incoming DIR]]

Without DIR: draws a data set of traffic signs, learns it, and looks for strangers among
incoming pictures. With DIR, one folder of images a class: does the same for your images.
`;

async function main(args: readonly string[]): Promise<number> {
  let typed: ReturnType<typeof readWords>;
  try {
    typed = readWords(args);
  } catch (error) {
    process.stderr.write(`error: ${(error as Error).message}\n\n${usage}`);
    return exitCodes.usageOrInput;
  }
  const { values, positionals } = typed;
  const output = new Output();
  if (values.help === true) {
    await output.write(usage);
    return exitCodes.done;
  }
  if (positionals.length > 1) {
    process.stderr.write(`error: The demo learns one folder at a time.\n\n${usage}`);
    return exitCodes.usageOrInput;
  }
  const train = positionals[0] === undefined ? undefined : resolve(positionals[0]);
  const incoming = values.incoming === undefined ? undefined : resolve(values.incoming);
  return runDemo({ train, incoming }, { flags: {}, words: [] }, output);
}

function readWords(args: readonly string[]) {
  const options = {
    incoming: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  return parseArgs({ args: [...args], options, allowPositionals: true });
}

process.exitCode = await main(process.argv.slice(2));
