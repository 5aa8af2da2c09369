import { floatRow } from '../../pipeline/float-row.ts';
import type { OpenDetector } from '../../pipeline/open-detector.ts';
import { ok, type Result } from '../../protocol/failure.ts';
import type { Store } from '../../store/store.ts';

export interface NamedDistance {
  readonly name: string;
  readonly distance: number;
}

export const OOD_PROTOTYPE = 'OOD prototype';

/**
 * Distances of an image to the class prototypes, in adapted space, and to the OOD prototype, which
 * comes last where there is one. From stored features where they are known, else from the image.
 */
export async function prototypeDistances(
  file: { readonly path: string; readonly pathBytes?: Uint8Array; readonly hash: string | null },
  { detector, store }: { readonly detector: OpenDetector; readonly store: Store },
  signal?: AbortSignal,
): Promise<Result<NamedDistance[]>> {
  const { hash } = file;
  const { metadata, scoresFeatures } = detector;
  const known =
    hash === null || !scoresFeatures
      ? undefined
      : store.featuresFor([hash], metadata.backboneId).get(hash);
  if (hash !== null && known !== undefined) {
    const outputs = await detector.scoreFeatures([{ hash, ...known }], signal);
    return outputs.ok ? ok(named(outputs.value, metadata.classes)) : outputs;
  }
  const { path, pathBytes } = file;
  const rows = await detector.scoreImages(
    [pathBytes === undefined ? { path } : { path, pathBytes }],
    signal,
  );
  if (!rows.ok) return rows;
  const [outcome] = rows.value.files;
  if (outcome?.ok === false) return outcome;
  return ok(named(rows.value.outputs, metadata.classes));
}

function named(
  outputs: Readonly<Record<string, Parameters<typeof floatRow>[0]>>,
  classes: readonly string[],
): NamedDistance[] {
  const distances = floatRow(outputs['prototype_distances']!, 0);
  return [...classes, OOD_PROTOTYPE].flatMap((name, k) => {
    const distance = distances[k];
    return distance !== undefined && Number.isFinite(distance) ? [{ name, distance }] : [];
  });
}
