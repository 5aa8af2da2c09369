import { dirname, join, relative, resolve, sep } from 'node:path';
import type { ImageFile } from '../io/read-image-file.ts';
import { thumbnail } from '../io/thumbnail.ts';
import type { ScoreRecord, TrainingNeighbour } from '../protocol/record.ts';
import type { NeighbourImage, ReportImage } from './report-data.ts';

const imageSidePx = 192;
const neighbourSidePx = 72;
/** Pictures in the making at a time; sharp's own threads do the work. */
const madeTogether = 8;

export interface PictureOptions {
  /** Folder of the training images. */
  readonly trainingFolder: string;
  /** Where the report will lie, absolute: images are linked relative to it. */
  readonly reportPath: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Adds thumbnails and links to records; a picture that can't be made is null. */
export async function addPictures(
  records: readonly ScoreRecord[],
  options: PictureOptions,
): Promise<ReportImage[]> {
  const made = new Map<string, Promise<string | null>>();
  const neighbourOf = async (one: TrainingNeighbour): Promise<NeighbourImage> => {
    const path = join(options.trainingFolder, one.path);
    const known = made.get(path) ?? picture({ path }, neighbourSidePx);
    made.set(path, known);
    return { ...one, thumbnail: await known };
  };
  const images = new Array<ReportImage>(records.length);
  let next = 0;
  let done = 0;
  const maker = async (): Promise<void> => {
    while (next < records.length) {
      options.signal?.throwIfAborted();
      const index = next++;
      const record = records[index]!;
      images[index] = {
        record,
        href: linkTo(record, options.reportPath),
        thumbnail: await picture(placeOf(record), imageSidePx),
        neighbours: await Promise.all(record.neighbours.map(neighbourOf)),
        lookalikes: await Promise.all(record.lookalikes.map(neighbourOf)),
      };
      done += 1;
      options.onProgress?.(done, records.length);
    }
  };
  await Promise.all(Array.from({ length: madeTogether }, maker));
  return images;
}

async function picture(file: ImageFile, sizePx: number): Promise<string | null> {
  const made = await thumbnail(file, sizePx);
  if (!made.ok) return null;
  return `data:image/webp;base64,${Buffer.from(made.value).toString('base64')}`;
}

/** A path that is not UTF-8 is opened by its bytes. */
function placeOf(record: ScoreRecord): ImageFile {
  if (record.pathBytes === undefined) return { path: resolve(record.path) };
  return { path: record.path, pathBytes: Buffer.from(record.pathBytes, 'base64') };
}

function linkTo(record: ScoreRecord, reportPath: string): string | null {
  if (record.pathBytes !== undefined) return null;
  const way = relative(dirname(reportPath), resolve(record.path)).split(sep);
  // On another drive there is no relative way.
  if (way[0]?.includes(':')) return null;
  return way.map(encodeURIComponent).join('/');
}
