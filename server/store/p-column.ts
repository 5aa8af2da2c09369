import type { View } from './store.ts';

/** The column of `run_rows` that decides in a view. */
export const P_COLUMN: Readonly<Record<View, string>> = { combined: 'p', grood: 'p_grood' };
