import type { Verb } from './flags.ts';

/** Help for all verbs or for one; ends with a line break. */
export function helpText(about: Verb | null): string {
  return `${(about === null ? overview : texts[about]).trim()}\n`;
}

const overview = `
grood learns what your images look like, then says which other images do not belong.

Usage: grood VERB [ARGUMENTS]

  inspect MODEL     what grood would use of an ONNX model
  fit               learn a folder of images; write a detector file
  score             say of images whether they belong
  evaluate          measure how well strangers are found, beside other methods
  report            one HTML file that opens offline

  grood VERB --help   flags and examples
  grood --version     the version

Examples:
  grood fit --train photos/train --out photos.onnx
  grood score --detector photos.onnx photos/incoming
  grood report --detector photos.onnx photos/incoming --out report.html

A grood.json in this folder or above declares the same choices once; flags override it.
Exit codes: 0 done, 1 a gate failed, 2 usage or input, 3 internal, 130 stopped by Ctrl-C.
`;

const common = `
  --store DIR         where features and results are kept between runs
  --json              for machines: JSON on standard output
  -q, --quiet         no progress, no notes
  -h, --help          this text
`;

const judging = `
  --detector FILE     the detector file that grood fit wrote
  --alpha 0.05        flag images with a p-value up to this; about this share of ordinary
                      images is flagged by chance
  --fdr Q             Benjamini-Hochberg at Q decides instead of alpha
  --view combined     combined, or grood: which p-value decides
  --files-from FILE   a list of files, one a line or NUL-separated; - is standard input
  --include GLOB      only files that match; may stand several times
  --exclude GLOB      not those; may stand several times
`;

const texts: Readonly<Record<Verb, string>> = {
  inspect: `
Usage: grood inspect MODEL [--json]

Says what grood finds in an ONNX model: input, classes, features, early cuts, warnings.

Flags:${common}
Examples:
  grood inspect classifier.onnx
  grood inspect classifier.onnx --json
`,
  fit: `
Usage: grood fit --train DIR --out FILE.onnx [FLAGS]

Learns a folder of images, one folder a class; a folder without class folders is one class,
and a root with splits (train, val, test) may be given whole. Writes the detector file.

Flags:
  --train DIR         the training images
  --val DIR           images for calibration only; without it some training images are held out
  --ood DIR           known out-of-distribution images
  --prototype WORD    without --ood: class-mean (default), noise or synthetic
  --backbone MODEL    an ONNX model of yours; without it the bundled EfficientNet-Lite0
  --sidecar FILE      states the model's preprocessing or classes
  --mean a,b,c        mean per channel, in units of 0..1
  --std a,b,c         standard deviation per channel, in units of 0..1
  --fast              the same as --size 160
  --size N            side of the input in pixels, where the model leaves it free
  --adapter whiten    whiten, or none: GROOD as published
  --mixup off         off, ood, runner-up, or auto (measured; needs --ood)
  --lambda 0.9        share of the image itself in mix-up
  --alpha 0.05        the threshold that the detector remembers
  --include GLOB      only files that match; may stand several times
  --exclude GLOB      not those; may stand several times
  --out FILE.onnx     where the detector goes
${common.trimStart().replace(/^/, '  ')}
Examples:
  grood fit --train photos/train --out photos.onnx
  grood fit --train photos --val photos/val --ood strangers --fast --out photos.onnx
  grood fit --train photos --backbone resnet.onnx --mean 0.485,0.456,0.406 \\
            --std 0.229,0.224,0.225 --out photos.onnx
`,
  score: `
Usage: grood score --detector FILE.onnx DIR|FILE… [FLAGS]

Says of each image whether it belongs. A bad file is a row with a reason, never the end.

Flags:${judging}  --format table      table, csv, jsonl or parquet; without it --out's name decides
  --out FILE          write the rows there
  --fail-on-ood       exit 1 when more images are flagged than 99 % of ordinary folders have
  --fail-on-ood=any   exit 1 when any image is flagged (the default with --fdr)
  --fail-on-ood=N     exit 1 when more than N images are flagged
  --fail-on-ood=N%    exit 1 when more than N percent are flagged
  --fail-on-error     exit 1 when a file can't be read
${common.trimStart().replace(/^/, '  ')}
Examples:
  grood score --detector photos.onnx incoming
  grood score --detector photos.onnx incoming --format csv --out scores.csv
  git ls-files -z images | grood score --detector photos.onnx --files-from - --fail-on-ood
  grood score --detector photos.onnx incoming --fdr 0.1 --json
`,
  evaluate: `
Usage: grood evaluate --detector FILE.onnx --id DIR --ood DIR… [--json]

Measures how well the detector tells the images of --id from those of --ood, beside KNN,
Energy, MSP, MaxLogit, Mahalanobis++ and ViM on the same features. Percentages.

Flags:
  --detector FILE     the detector file that grood fit wrote
  --id DIR            ordinary images that the detector has not seen
  --ood DIR…          images that do not belong
  --alpha 0.05        the threshold for the flagged shares
${common.trimStart().replace(/^/, '  ')}
Examples:
  grood evaluate --detector photos.onnx --id photos/test --ood strangers
  grood evaluate --detector photos.onnx --id photos/test --ood near far --json
`,
  report: `
Usage: grood report --detector FILE.onnx DIR… --out FILE.html [FLAGS]

Writes one HTML file that opens offline: counts, histogram, the most suspicious images with
thumbnails, their nearest training images, and files that can't be read.

Flags:${judging}  --limit 200         show this many of the most suspicious images
  --out FILE.html     where the report goes
${common.trimStart().replace(/^/, '  ')}
Examples:
  grood report --detector photos.onnx incoming --out report.html
`,
};
