import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Given } from '../cli/arguments.ts';
import { type ExitCode, exitCodes } from '../cli/exit-code.ts';
import type { Output } from '../cli/output.ts';
import { createContext, fail, type RunContext } from '../cli/run-context.ts';
import { SuspiciousTable } from '../cli/suspicious-table.ts';
import { packageRoot } from '../package-root.ts';
import { chanceLimitOf } from '../pipeline/chance-limit.ts';
import { fit } from '../pipeline/fit.ts';
import type { ScoreSummary } from '../pipeline/options.ts';
import { score } from '../pipeline/score.ts';
import type { DetectorMetadata } from '../protocol/detector.ts';
import type { Verdict } from '../protocol/record.ts';
import { chanceNote, fitSentence, runSentence } from '../protocol/sentences.ts';
import { ReportCollector } from '../report/collect-report.ts';
import { type DemoChoice, type DemoFolders, demoFolders } from './demo-folders.ts';
import { plantedLines } from './planted-lines.ts';

/** The whole demo takes under a minute on two processors at this size. */
const demoSizePx = 160;
const rowsShown = 36;

/** Draws or takes a data set, fits, scores, prints the table, writes the report. */
export async function runDemo(choice: DemoChoice, given: Given, output: Output): Promise<ExitCode> {
  const context = createContext(given, output);
  const cache = join(packageRoot(), '.cache', 'demo');
  await mkdir(cache, { recursive: true });
  const folders = await demoFolders(choice, cache, (done, total) =>
    context.work.onProgress?.({ phase: 'write', done, total }),
  );
  context.display.clear();
  if (!folders.ok) return fail(context, folders.failure);
  await output.line(folders.value.origin);
  const detector = join(cache, choice.train === undefined ? 'signs.onnx' : 'own.onnx');
  const store = { folder: join(cache, 'store') };
  const { train, val } = folders.value;
  const options = { train, val, sizePx: demoSizePx, out: detector, store };
  const fitted = await fit(options, context.work);
  context.display.clear();
  if (!fitted.ok) return fail(context, fitted.failure);
  await output.line(fitSentence(fitted.value));
  for (const warning of fitted.value.warnings) await output.line(`warning: ${warning}`);
  return scoreDemo(context, folders.value, { detector, store, report: join(cache, 'report.html') });
}

interface DemoPlaces {
  readonly detector: string;
  readonly store: { readonly folder: string };
  readonly report: string;
}

async function scoreDemo(
  context: RunContext,
  folders: DemoFolders,
  places: DemoPlaces,
): Promise<ExitCode> {
  const { output, work, display } = context;
  const collector = new ReportCollector(200);
  const verdicts = new Map<string, Verdict>();
  const seen: { metadata?: DetectorMetadata; table?: SuspiciousTable } = {};
  const incoming = shorterName(folders.incoming);
  const options = { detector: places.detector, inputs: [incoming], store: places.store };
  const result = await score(options, {
    ...work,
    onDetector: (metadata) => {
      const { classCount, calibration } = metadata;
      seen.table = new SuspiciousTable({ classCount, calibrationCount: calibration.count });
      collector.describe(metadata);
    },
    onRecords: (records) => {
      seen.table?.add(records);
      collector.add(records);
      for (const { path, verdict } of records) verdicts.set(path, verdict);
    },
  });
  display.clear();
  if (!result.ok) return fail(context, result.failure);
  await output.line('');
  const isColoured = output.isTerminal && (process.env['NO_COLOR'] ?? '') === '';
  for (const line of seen.table?.print({ rows: rowsShown, isColoured }) ?? []) {
    await output.line(line);
  }
  await output.line('');
  await conclude(context, result.value, { folders, verdicts, incoming });
  if (result.value.cancelled) return exitCodes.interrupted;
  const { report } = places;
  await writeFile(report, await reportPage(collector, result.value, { incoming, places }));
  await output.line(`Report: ${report}`);
  return exitCodes.done;
}

async function conclude(
  { output }: RunContext,
  summary: ScoreSummary,
  run: { folders: DemoFolders; verdicts: ReadonlyMap<string, Verdict>; incoming: string },
): Promise<void> {
  const { seconds, device, cancelled } = summary;
  await output.line(runSentence(summary, { seconds, device, isCancelled: cancelled }));
  const note = chanceNote(summary, chanceLimitOf(summary));
  if (note !== null) await output.line(note);
  const { drawn } = run.folders;
  if (drawn === null) return;
  const verdictOf = (path: string): Verdict | undefined =>
    run.verdicts.get(path.replace(/^incoming/, run.incoming.replaceAll('\\', '/')));
  await output.line('');
  for (const line of plantedLines(drawn.files, verdictOf)) await output.line(line);
}

async function reportPage(
  collector: ReportCollector,
  summary: ScoreSummary,
  { incoming, places }: { incoming: string; places: DemoPlaces },
): Promise<string> {
  const note = chanceNote(summary, chanceLimitOf(summary));
  const about = {
    title: incoming,
    detectorPath: places.detector,
    notes: note === null ? [] : [note],
    date: new Date().toISOString().slice(0, 10),
  };
  return collector.finish(summary, about, { reportPath: places.report });
}

/** As seen from here, unless that is the longer way to say it. */
function shorterName(folder: string): string {
  const fromHere = relative(process.cwd(), folder) || '.';
  return fromHere.length < folder.length ? fromHere : folder;
}
