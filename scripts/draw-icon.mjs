/** Draws media/icons/grood.png, the picture of the extension's page: `node scripts/draw-icon.mjs`. */
import { join } from 'node:path';
import sharp from 'sharp';

const SIZE = 256;
const tile = (x, y) =>
  `<rect x="${x}" y="${y}" width="76" height="76" rx="12" fill="#3b7dd8"/>` +
  `<path d="M${x + 10} ${y + 62}l20-26 14 16 10-12 14 22z" fill="#dbe8fa"/>` +
  `<circle cx="${x + 54}" cy="${y + 22}" r="8" fill="#dbe8fa"/>`;

// Three tiles alike and one that does not belong.
const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE}" height="${SIZE}">
  <rect width="${SIZE}" height="${SIZE}" rx="44" fill="#1f2733"/>
  ${tile(44, 44)}${tile(136, 44)}${tile(44, 136)}
  <circle cx="174" cy="174" r="40" fill="#d18616"/>
  <rect x="168" y="150" width="12" height="30" rx="6" fill="#1f2733"/>
  <circle cx="174" cy="193" r="7" fill="#1f2733"/>
</svg>`;

const file = join(import.meta.dirname, '..', 'media', 'icons', 'grood.png');
await sharp(Buffer.from(drawing)).png({ compressionLevel: 9, palette: true }).toFile(file);
