import { DEFAULT_PIXEL_LIMIT, openImage } from '../../io/open-image.ts';
import { readImageFile } from '../../io/read-image-file.ts';
import { counted, thousands } from '../../protocol/number-words.ts';

export interface FactsInput {
  /** Absolute. */
  readonly path: string;
  readonly pathBytes?: Uint8Array | undefined;
  readonly scoredMs: number | null;
  /** What people call the detector. */
  readonly detectorName: string;
  /** Engine and device really in use. */
  readonly device: string;
  readonly trainingFolder: string;
  /** Training images shown whose file is gone. */
  readonly missing: number;
}

export interface Fact {
  readonly name: string;
  readonly value: string;
}

/** Size, format, path, when and by what it was scored. A file that is gone is said so. */
export async function factsOf(input: FactsInput): Promise<Fact[]> {
  const { scoredMs, missing, trainingFolder } = input;
  return [
    ...(await fileFacts(input)),
    { name: 'Path', value: input.path },
    ...(scoredMs === null ? [] : [{ name: 'Scored', value: dateWords(scoredMs) }]),
    { name: 'Detector', value: input.detectorName },
    { name: 'Device', value: input.device },
    ...(missing === 0
      ? []
      : [
          {
            name: 'Training images',
            value: `${counted(missing, 'file')} of those shown can't be found in ${trainingFolder}`,
          },
        ]),
  ];
}

async function fileFacts({ path, pathBytes }: FactsInput): Promise<Fact[]> {
  const read = await readImageFile({ path, pathBytes });
  if (!read.ok) return [{ name: 'File', value: `${read.failure.message} ${read.failure.hint}` }];
  const bytes = { name: 'File size', value: sizeWords(read.value.length) };
  const opened = await openImage(path, read.value, DEFAULT_PIXEL_LIMIT);
  if (!opened.ok) return [bytes];
  const { width, height, format } = opened.value;
  return [
    { name: 'Size', value: `${thousands(width)} × ${thousands(height)}` },
    { name: 'Format', value: format.toUpperCase() },
    bytes,
  ];
}

/** 217,088 -> `212 KB`, in units of 1,024. */
export function sizeWords(bytes: number): string {
  if (bytes < 1024) return counted(bytes, 'byte');
  const kilobytes = bytes / 1024;
  if (kilobytes < 1023.5) return `${thousands(kilobytes)} KB`;
  const megabytes = kilobytes / 1024;
  return `${megabytes < 9.95 ? megabytes.toFixed(1) : thousands(megabytes)} MB`;
}

/** `24 Nov 2026, 06:37`, in the time of this machine. */
export function dateWords(ms: number): string {
  const date = new Date(ms);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getDate()} ${MONTHS[date.getMonth()]} ${date.getFullYear()}`;
  return `${day}, ${two(date.getHours())}:${two(date.getMinutes())}`;
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
