import type { ScoreSummary } from '../../server/pipeline/options.ts';
import type { DetectorMetadata } from '../../server/protocol/detector.ts';
import type { ScoreRecord } from '../../server/protocol/record.ts';

/** A detector, a summary and a record that tests change where it matters. */
export function fakeDetector(change: Partial<DetectorMetadata> = {}): DetectorMetadata {
  const scores = Array.from({ length: 99 }, (_, i) => 1e-4 * 1.08 ** i);
  return {
    contract: 1,
    createdBy: 'test',
    classes: ['crossing', 'stop', 'yield'],
    preprocessing: {
      height: 160,
      width: 160,
      resize: { rule: 'stretch' },
      kernel: 'cubic',
      order: 'RGB',
      mean: [0.5, 0.5, 0.5],
      std: [0.5, 0.5, 0.5],
      source: 'defaults',
    },
    dimension: 64,
    classCount: 3,
    trainingCount: 400,
    indexedCount: 390,
    adapter: 'whiten',
    prototype: 'class-mean',
    mixup: { target: 'off', lambda: 1 },
    calibration: {
      kind: 'validation',
      count: 99,
      groodScores: scores,
      neighbourScores: scores.map((score) => 10 * score),
    },
    training: { files: [], hashes: [], labels: [], indexedRows: [], folder: '/nowhere/train' },
    backboneId: 'b',
    backboneName: 'EfficientNet-Lite0',
    alpha: 0.05,
    decoder: { name: 'sharp', version: '0' },
    storage: 'float16',
    warnings: [],
    checksum: '0',
    ...change,
  };
}

export function fakeSummary(change: Partial<ScoreSummary> = {}): ScoreSummary {
  return {
    scored: 90,
    flagged: 1,
    veryUnusual: 1,
    errors: 1,
    reused: 0,
    seconds: 3,
    device: 'CPU',
    alpha: 0.05,
    fdr: null,
    calibrationCount: 99,
    smallestP: 0.01,
    cancelled: false,
    notes: [],
    ...change,
  };
}

export function fakeRecord(change: Partial<ScoreRecord> = {}): ScoreRecord {
  return {
    path: 'incoming/0001.jpg',
    verdict: 'ood',
    p: 0.01,
    score: 0.2,
    neighbourScore: 0.9,
    pGrood: 0.01,
    pNeighbours: 0.01,
    class: 'stop',
    neighbours: [{ path: 'stop/0003.jpg', distance: 0.2 }],
    lookalikes: [{ path: 'yield/0009.jpg', distance: 0.8 }],
    error: null,
    ...change,
  };
}
