import { classMeans } from '../../core/grood/class-means.ts';
import type { OodSource } from '../../core/grood/fit-grood.ts';
import type { EarlyPart } from './early-part.ts';
import { ActivationMean } from './early-part.ts';
import type { EarlyMeans } from './early-prototypes.ts';
import { classEarlyPrototypes, meanEarly, meanOfPrototypes } from './early-prototypes.ts';
import type { EmbeddedSet } from './embedded-set.ts';
import type { FitContext } from './fit-context.ts';
import type { ClassMatch } from './match-classes.ts';
import { noiseOod } from './noise-prototype.ts';
import { runnerUps } from './runner-ups.ts';
import { syntheticOod } from './synthetic-prototype.ts';

/** Where the OOD prototype comes from, and its early counterpart for mix-up. */
export interface OodParts {
  readonly source: OodSource;
  early(part: EarlyPart): Promise<EarlyMeans>;
}

export interface OodInputs {
  readonly set: EmbeddedSet;
  readonly known: EmbeddedSet | null;
  readonly classCount: number;
  readonly match: ClassMatch | null;
  /** Opened when first asked for. */
  readonly openPart: () => Promise<EarlyPart>;
}

export async function oodParts(context: FitContext, inputs: OodInputs): Promise<OodParts> {
  const { set, known, classCount, match, openPart } = inputs;
  if (known !== null) return knownOod(known);
  const source = context.options.prototype ?? 'class-mean';
  if (source === 'class-mean') {
    return {
      source: { source },
      early: async (part) =>
        meanOfPrototypes(await classEarlyPrototypes(part, set.sources, classCount)),
    };
  }
  const { features, labels, dimension } = set;
  const { means } = classMeans(features, labels, dimension, classCount);
  if (source === 'noise') {
    const noise = await noiseOod(context, means, dimension);
    return {
      source: { source, features: noise.features },
      early: async (part) => {
        const mean = new ActivationMean();
        for (const each of await part.ofPixels(await noise.images())) mean.add(each);
        return { shape: mean.shape, data: mean.mean() };
      },
    };
  }
  const second = runnerUps(set, means, match);
  const mixed = await syntheticOod(await openPart(), set, second, classCount);
  return {
    source: { source, features: mixed.features },
    early: () => Promise.resolve(mixed.early),
  };
}

export function knownOod(known: EmbeddedSet): OodParts {
  return {
    source: { source: 'known', features: known.features },
    early: (part) => meanEarly(part, known.sources),
  };
}
