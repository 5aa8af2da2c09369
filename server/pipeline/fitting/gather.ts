import type { Dataset } from '../../io/find-dataset.ts';
import { findDataset, listImages, listLabelled } from '../../io/find-dataset.ts';
import { basename } from 'node:path';
import { embedFiles } from '../embed-files.ts';
import { orStop } from '../run-stopped.ts';
import type { EmbeddedSet, LabelledFile } from './embedded-set.ts';
import { collect } from './embedded-set.ts';
import type { FitContext } from './fit-context.ts';

/** All images of a fit as numbers. */
export interface Gathered {
  readonly classes: readonly string[];
  readonly training: EmbeddedSet;
  readonly validation: EmbeddedSet | null;
  readonly ood: EmbeddedSet | null;
  /** The files behind `training` and others that failed, for programs that need pixels again. */
  readonly files: readonly LabelledFile[];
}
