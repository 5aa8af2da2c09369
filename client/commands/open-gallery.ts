import type { AllParts } from '../parts.ts';
import { chosenFiles } from './chosen-files.ts';

/** Opens the gallery on a scored folder, or on all. */
export async function openGallery(parts: AllParts, args: readonly unknown[]): Promise<void> {
  const [folder] = args.length > 0 && args[0] !== null ? chosenFiles(args, parts) : [];
  parts.gallery.show(args[0] === null ? null : folder);
}
