import type { Task } from './engine-parts.ts';

/**
 * Work that the parent may ask for by name. A task gets and returns plain data and typed arrays;
 * it runs on the inference thread, so that it and the batches take turns.
 */
export const tasks: Readonly<Record<string, Task>> = {};
