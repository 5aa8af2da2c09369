/** Where the OOD prototype comes from (grood.md "Fit", 2); `none`: there is none. */
export type PrototypeSourceWord = 'known' | 'class-mean' | 'synthetic' | 'noise' | 'none';
