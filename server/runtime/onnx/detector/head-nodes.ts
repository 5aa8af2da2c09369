import type { FittedGrood } from '../../../core/grood/fitted.ts';
import { ELEMENT_TYPE } from '../proto/onnx-proto.ts';
import { type AdapterConstants, adapted, adapterConstants } from './adapted-nodes.ts';
import { type FeatureConstants, type FeatureStorage, featureConstants } from './feature-index.ts';
import {
  classDistances,
  distancesWithOod,
  gradient,
  nearestClass,
  prototypeConstants,
} from './gradient-nodes.ts';
import type { Edge, GraphDraft } from './graph-draft.ts';
import { NEAREST_COUNT, type Nearest, padded } from './nearest-nodes.ts';
import { type CalibrationScores, pValues, singleViewPValue } from './p-value-nodes.ts';
import { featureSearch, storedGradientSearch } from './search-nodes.ts';
import { sharedIndex } from './shared-index.ts';
import { sharedSearch } from './shared-search.ts';

export interface HeadOptions {
  readonly calibration: CalibrationScores;
  /** Default float32. */
  readonly storage?: FeatureStorage;
}

/** The tensors that the head reads, float32 [N, D]. */
export interface HeadSources {
  /** Plain features: S_N, class and prototype distances. */
  readonly features: Edge;
  /** With mix-up: features of the mixed image, which make the gradient; else null. */
  readonly mixed: Edge | null;
}

/** Up to this D, G is stored and each view has a product of its own; above, one serves both. */
const STORED_GRADIENTS_UP_TO = 256;
/** S_N is the distance to the 10th nearest. */
const NEIGHBOUR_RANK = 10;

/** Adds the nodes that make the contract's outputs (all but features and logits), named so. */
export function addHead(
  draft: GraphDraft,
  fitted: FittedGrood,
  sources: HeadSources,
  options: HeadOptions,
): void {
  const adapter = fitted.adapter === null ? null : adapterConstants(draft, fitted.adapter);
  const prototypes = prototypeConstants(draft, fitted);
  const index = featureConstants(draft, fitted, options.storage ?? 'float32');
  const plain = adapted(draft, sources.features, adapter);
  const distances = classDistances(draft, plain, prototypes);
  const nearest = draft.name(nearestClass(draft, distances), 'class');
  if (prototypes.ood === null) {
    withoutGradient(draft, sources.features, distances, index, options.calibration);
    return;
  }
  const mixedInput = sources.mixed;
  const mixed = mixedInput === null ? plain : adapted(draft, mixedInput, adapter);
  const mixedDistances = mixed === plain ? distances : classDistances(draft, mixed, prototypes);
  const { ood } = prototypes;
  const towards = mixed === plain ? nearest : nearestClass(draft, mixedDistances);
  const place = { adapted: mixed, distances: mixedDistances, nearest: towards };
  const g = gradient(draft, place, ood, fitted.oodTarget);
  draft.name(distancesWithOod(draft, distances, plain, ood.prototype), 'prototype_distances');
  const parts = { draft, fitted, adapter, index, isMixed: mixedInput !== null };
  const found = search(parts, sources.features, g, ood.prototype);
  const grood = nameNearest(draft, found.grood, 'grood');
  const features = nameNearest(draft, found.features, 'feature');
  const score = column(draft, grood, 0);
  const neighbourScore = column(draft, features, neighbourColumn(index.count));
  const p = pValues(draft, score, neighbourScore, options.calibration);
  nameVector(draft, score, 'score');
  nameVector(draft, neighbourScore, 'neighbour_score');
  nameVector(draft, p.grood, 'p_grood');
  nameVector(draft, p.neighbours, 'p_neighbours');
  nameVector(draft, p.combined, 'p');
}

interface Parts {
  readonly draft: GraphDraft;
  readonly fitted: FittedGrood;
  readonly adapter: AdapterConstants | null;
  readonly index: FeatureConstants;
  readonly isMixed: boolean;
}

function search(
  { draft, fitted, adapter, index, isMixed }: Parts,
  raw: Edge,
  g: Edge,
  oodPrototype: Edge,
): { readonly grood: Nearest; readonly features: Nearest } {
  const isSmall = fitted.dimension <= STORED_GRADIENTS_UP_TO;
  const shared = isSmall || isMixed ? null : sharedIndex(fitted);
  if (shared !== null) {
    return sharedSearch(draft, { raw, gradient: g, oodPrototype, adapter, index, shared });
  }
  return {
    grood: storedGradientSearch(draft, g, fitted),
    features: featureSearch(draft, raw, index),
  };
}

/**
 * One class without an OOD prototype: S_G is 0 and its p-value 1 (it says nothing), p is that of
 * S_N, the OOD prototype is infinitely far and no gradient row is near.
 */
function withoutGradient(
  draft: GraphDraft,
  raw: Edge,
  distances: Edge,
  index: FeatureConstants,
  calibration: CalibrationScores,
): void {
  const features = featureSearch(draft, raw, index);
  const neighbourScore = column(draft, features, neighbourColumn(index.count));
  const p = singleViewPValue(draft, neighbourScore, calibration.neighbour);
  const zero = draft.add('Mul', [neighbourScore, draft.float32(0)]);
  const one = draft.add('Add', [zero, draft.float32(1)]);
  const infinite = draft.add('Add', [zero, draft.float32(Number.POSITIVE_INFINITY)]);
  const near = draft.cast(distances, ELEMENT_TYPE.float32);
  draft.name(draft.add('Concat', [near, infinite], { axis: { int: 1 } }), 'prototype_distances');
  nameVector(draft, zero, 'score');
  nameVector(draft, neighbourScore, 'neighbour_score');
  nameVector(draft, one, 'p_grood');
  nameVector(draft, p, 'p_neighbours');
  nameVector(draft, p, 'p');
  const columns = draft.integers(1, NEAREST_COUNT);
  const none = draft.cast(draft.add('Tile', [one, columns]), ELEMENT_TYPE.int64);
  draft.name(draft.add('Neg', [none]), 'grood_rows');
  draft.name(draft.add('Tile', [infinite, columns]), 'grood_distances');
  nameNearest(draft, features, 'feature');
}

function neighbourColumn(count: number): number {
  return Math.min(NEIGHBOUR_RANK, count) - 1;
}

function column(draft: GraphDraft, nearest: Nearest, which: number): Edge {
  return draft.add('Gather', [nearest.distances, draft.integers(which)], { axis: { int: 1 } });
}

function nameVector(draft: GraphDraft, edge: Edge, name: string): void {
  draft.name(draft.add('Reshape', [edge, draft.integers(-1)]), name);
}

/** @returns the same under their names: a reader of another edge would cost a copy */
function nameNearest(draft: GraphDraft, nearest: Nearest, view: 'grood' | 'feature'): Nearest {
  const all = padded(draft, nearest);
  const rows = draft.name(all.rows, `${view}_rows`);
  return { ...all, rows, distances: draft.name(all.distances, `${view}_distances`) };
}
