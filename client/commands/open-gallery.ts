import type { AllParts } from '../parts.ts';
import { givenFiles } from './chosen-files.ts';

/** Passed instead of a folder. */
export const ALL_FOLDERS = 'all';

/** Opens the gallery on a scored folder, on all, or as it was. */
export async function openGallery(
  { gallery }: Pick<AllParts, 'gallery'>,
  args: readonly unknown[],
): Promise<void> {
  gallery.show(args[0] === ALL_FOLDERS ? null : givenFiles(args)[0]);
}
