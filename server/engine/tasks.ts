import type { BaselineTraining } from '../core/baselines/baseline-training.ts';
import {
  type BaselineQueries,
  type BaselineScores,
  fitBaselines,
} from '../core/baselines/fit-baselines.ts';
import { fitGrood, type GroodFitOptions, type GroodTraining } from '../core/grood/fit-grood.ts';
import type { FittedGrood } from '../core/grood/fitted.ts';
import type { MatrixProducts } from '../core/linear-algebra/matrix.ts';
import { ortProducts } from '../runtime/onnx/ort-products.ts';
import type { Task } from './engine-parts.ts';
import { buildFullIndex, searchFullIndex } from './full-index-tasks.ts';

export interface FitGroodPayload {
  readonly training: GroodTraining;
  readonly options: Omit<GroodFitOptions, 'products'>;
}

/** Without what the caller has already: the raw training features. */
export type FitGroodAnswer = Omit<FittedGrood, 'trainingFeatures'>;

export interface BaselinesPayload {
  readonly training: BaselineTraining;
  readonly queries: readonly BaselineQueries[];
}

/**
 * Work that the parent may ask for by name. A task gets and returns plain data and typed arrays;
 * it runs on the inference thread, so that it and the batches take turns.
 */
export const tasks: Readonly<Record<string, Task>> = {
  fitGrood: ({ training, options }: FitGroodPayload): Promise<FitGroodAnswer> =>
    withProducts(async (products) => {
      const { trainingFeatures: _, ...answer } = await fitGrood(training, { ...options, products });
      return answer;
    }),
  buildFullIndex,
  searchFullIndex,
  scoreBaselines: ({ training, queries }: BaselinesPayload): Promise<BaselineScores[]> =>
    withProducts(async (products) => {
      const score = await fitBaselines(training, products);
      const scores: BaselineScores[] = [];
      for (const each of queries) scores.push(await score(each));
      return scores;
    }),
};

async function withProducts<T>(work: (products: MatrixProducts) => Promise<T>): Promise<T> {
  const products = await ortProducts();
  if (!products.ok) throw new Error(products.failure.message);
  try {
    return await work(products.value);
  } finally {
    await products.value.dispose();
  }
}
