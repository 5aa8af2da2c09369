import {
  type Declared,
  IMAGENET_MEAN,
  IMAGENET_STD,
  kernelOf,
  numberOf,
  objectOf,
  scaled,
  sizeOf,
  type Triple,
  tripleOf,
} from './declared.ts';

type Fields = Record<string, unknown>;

/** Preprocessing from a JSON file of any of the kinds we know, told apart by their keys. */
export function fromConfiguration(json: unknown, source: string): Declared | null {
  const fields = objectOf(json);
  if ('preprocessing' in fields) return fromOwn(objectOf(fields['preprocessing']), source);
  if ('image_mean' in fields || 'do_resize' in fields || 'do_normalize' in fields) {
    return fromTransformers(fields, source);
  }
  const converter = objectOf(fields['image_converter'] ?? fields['preprocessor']);
  if ('image_converter' in fields) return fromKerasHub(objectOf(converter['config']), source);
  const nested = objectOf(objectOf(fields['config'])['image_converter']);
  if ('config' in nested) return fromKerasHub(objectOf(nested['config']), source);
  const timm = objectOf(fields['pretrained_cfg'] ?? fields);
  return 'input_size' in timm || 'crop_pct' in timm ? fromTimm(timm, source) : null;
}

/** `grood-model.json`: `Preprocessing` as this project writes it. */
function fromOwn(fields: Fields, source: string): Declared {
  const resize = objectOf(fields['resize']);
  const edgePx = numberOf(resize['edgePx']);
  return {
    size: sizeOf(fields),
    resize: resize['rule'] === 'crop' && edgePx !== null ? { rule: 'crop', edgePx } : STRETCH,
    kernel: kernelOf(fields['kernel'], 'cubic'),
    order: fields['order'] === 'BGR' ? 'BGR' : 'RGB',
    mean: tripleOf(fields['mean']) ?? IMAGENET_MEAN,
    std: tripleOf(fields['std']) ?? IMAGENET_STD,
    source,
  };
}

const STRETCH = { rule: 'stretch' } as const;
/** PIL's numbers for its filters. */
const PIL_FILTERS = ['nearest', 'lanczos', 'bilinear', 'bicubic'] as const;

/** Hugging Face image processors: x = (byte * rescale_factor - image_mean) / image_std. */
function fromTransformers(fields: Fields, source: string): Declared {
  const doRescale = fields['do_rescale'] !== false;
  const rescale = doRescale ? (numberOf(fields['rescale_factor']) ?? 1 / 255) : 1;
  const doNormalize = fields['do_normalize'] !== false;
  const shift = fields['rescale_offset'] === true ? 1 : 0;
  const mean = (doNormalize ? tripleOf(fields['image_mean']) : null) ?? ([0, 0, 0] as Triple);
  const std = (doNormalize ? tripleOf(fields['image_std']) : null) ?? ([1, 1, 1] as Triple);
  const shifted: Triple = [mean[0] + shift, mean[1] + shift, mean[2] + shift];
  const resample = fields['resample'];
  const filter = typeof resample === 'number' ? PIL_FILTERS[resample] : resample;
  return {
    ...sizeFromTransformers(fields),
    kernel: kernelOf(filter, 'linear'),
    order: fields['do_flip_channel_order'] === true ? 'BGR' : 'RGB',
    mean: scaled(shifted, 1 / (255 * rescale)),
    std: scaled(std, 1 / (255 * rescale)),
    source,
  };
}

function sizeFromTransformers(fields: Fields): Pick<Declared, 'size' | 'resize'> {
  const shortest =
    numberOf(objectOf(fields['size'])['shortest_edge']) ??
    (fields['do_center_crop'] === true ? numberOf(fields['size']) : null);
  const size = sizeOf(fields['size']);
  const ratio = numberOf(fields['crop_pct']);
  // ConvNeXt: below 384 px the edge is enlarged by 1 / crop_pct and cropped back, else squeezed.
  if (ratio !== null && shortest !== null) {
    const square = { height: shortest, width: shortest };
    if (shortest >= 384) return { size: square, resize: STRETCH };
    return { size: square, resize: { rule: 'crop', edgePx: Math.floor(shortest / ratio) } };
  }
  const crop = fields['do_center_crop'] === true ? sizeOf(fields['crop_size']) : null;
  if (crop !== null) {
    const edgePx = shortest ?? (size === null ? null : Math.min(size.height, size.width));
    return { size: crop, resize: { rule: 'crop', edgePx: edgePx ?? crop.height } };
  }
  if (shortest === null) return { size, resize: STRETCH };
  const square = { height: shortest, width: shortest };
  return { size: square, resize: { rule: 'crop', edgePx: shortest } };
}

function fromTimm(fields: Fields, source: string): Declared {
  const [, height, width] = Array.isArray(fields['input_size']) ? fields['input_size'] : [];
  const size = sizeOf([height, width]);
  const ratio = numberOf(fields['crop_pct']) ?? 0.875;
  const edge = size === null ? 224 : Math.min(size.height, size.width);
  const isSquashed = fields['crop_mode'] === 'squash';
  return {
    size,
    resize: isSquashed ? STRETCH : { rule: 'crop', edgePx: Math.floor(edge / ratio) },
    kernel: kernelOf(fields['interpolation'], 'cubic'),
    order: 'RGB',
    mean: tripleOf(fields['mean']) ?? IMAGENET_MEAN,
    std: tripleOf(fields['std']) ?? IMAGENET_STD,
    source,
  };
}

/** KerasHub image converters: x = byte * scale + offset. */
function fromKerasHub(fields: Fields, source: string): Declared {
  const size = sizeOf(fields['image_size']);
  const scale = tripleOf(fields['scale']) ?? ([1, 1, 1] as Triple);
  const offset = tripleOf(fields['offset']) ?? ([0, 0, 0] as Triple);
  const mean = scale.map((each, i) => -(offset[i] ?? 0) / each / 255);
  const std = scale.map((each) => 1 / (255 * each));
  const edgePx = size === null ? 224 : Math.min(size.height, size.width);
  const isCropped = fields['crop_to_aspect_ratio'] !== false;
  return {
    size,
    resize: isCropped ? { rule: 'crop', edgePx } : STRETCH,
    kernel: kernelOf(fields['interpolation'], 'linear'),
    order: 'RGB',
    mean: tripleOf(mean) ?? [0, 0, 0],
    std: tripleOf(std) ?? [1, 1, 1],
    source,
  };
}
