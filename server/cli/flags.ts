import type { ParseArgsConfig } from 'node:util';

/** The flags of each verb, as node:util's parseArgs takes them. */
type Flags = NonNullable<ParseArgsConfig['options']>;

export type Verb = 'inspect' | 'fit' | 'score' | 'evaluate' | 'report';
export const verbs: readonly Verb[] = ['inspect', 'fit', 'score', 'evaluate', 'report'];

const everywhere = {
  help: { type: 'boolean', short: 'h' },
  json: { type: 'boolean' },
  quiet: { type: 'boolean', short: 'q' },
  store: { type: 'string' },
} as const satisfies Flags;

const whichFiles = {
  include: { type: 'string', multiple: true },
  exclude: { type: 'string', multiple: true },
} as const satisfies Flags;

const howToJudge = {
  detector: { type: 'string' },
  alpha: { type: 'string' },
  fdr: { type: 'string' },
  view: { type: 'string' },
  'files-from': { type: 'string' },
  ...whichFiles,
} as const satisfies Flags;

export const flagsOf: Readonly<Record<Verb, Flags>> = {
  inspect: { ...everywhere },
  fit: {
    ...everywhere,
    ...whichFiles,
    train: { type: 'string' },
    val: { type: 'string' },
    ood: { type: 'string' },
    prototype: { type: 'string' },
    backbone: { type: 'string' },
    sidecar: { type: 'string' },
    fast: { type: 'boolean' },
    size: { type: 'string' },
    adapter: { type: 'string' },
    mixup: { type: 'string' },
    lambda: { type: 'string' },
    mean: { type: 'string' },
    std: { type: 'string' },
    alpha: { type: 'string' },
    out: { type: 'string' },
  },
  score: {
    ...everywhere,
    ...howToJudge,
    format: { type: 'string' },
    out: { type: 'string' },
    'fail-on-ood': { type: 'string' },
    'fail-on-error': { type: 'boolean' },
  },
  evaluate: {
    ...everywhere,
    detector: { type: 'string' },
    id: { type: 'string', multiple: true },
    ood: { type: 'string', multiple: true },
    alpha: { type: 'string' },
  },
  report: {
    ...everywhere,
    ...howToJudge,
    out: { type: 'string' },
    limit: { type: 'string' },
  },
};
