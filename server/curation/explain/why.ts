import type { PrototypeSource } from '../../protocol/detector.ts';
import type { WireThreshold } from '../../protocol/lsp.ts';
import { frequency } from '../../protocol/number-words.ts';
import type { ScoreRecord } from '../../protocol/record.ts';

export interface WhyContext {
  readonly threshold: WireThreshold;
  readonly prototype: PrototypeSource;
  /** In the order of the classes, the OOD prototype last; null: not known. */
  readonly distances: readonly { readonly name: string; readonly distance: number }[] | null;
}

/** Why an image got its verdict: which view found it unusual, what it leans to, an example. */
export function whySentence(record: ScoreRecord, context: WhyContext): string {
  const { verdict, pGrood, pNeighbours } = record;
  if (verdict === 'error' || pGrood === null || pNeighbours === null) {
    return record.error ?? 'It has no scores.';
  }
  const views = { gradient: frequency(pGrood), appearance: frequency(pNeighbours) };
  const reason =
    context.prototype === 'none'
      ? oneView(verdict === 'ood', views.appearance)
      : twoViews({ record, pGrood, pNeighbours }, views, context);
  return `${reason}${example(record)}.`;
}

interface Views {
  readonly gradient: string;
  readonly appearance: string;
}

function oneView(isFlagged: boolean, appearance: string): string {
  return isFlagged
    ? `Its appearance decides: only ${appearance} ordinary images lie this far from the training images`
    : `It looks like the training images: ${appearance} ordinary images lie at least this far from them`;
}

function twoViews(
  judged: {
    readonly record: ScoreRecord;
    readonly pGrood: number;
    readonly pNeighbours: number;
  },
  { gradient, appearance }: Views,
  context: WhyContext,
): string {
  const { record, pGrood, pNeighbours } = judged;
  const { view, p } = context.threshold;
  const [byGradient, byAppearance] = [pGrood <= p, pNeighbours <= p];
  const leaning = record.class === null ? '' : leansTo(record.class, context);
  if (record.verdict !== 'ood') {
    if (byAppearance || byGradient) {
      const [odd, fine] = byAppearance
        ? [`looks unusual (${appearance})`, `its gradient is not (${gradient})`]
        : [
            `has an unusual gradient (${gradient})`,
            `its appearance is not unusual (${appearance})`,
          ];
      return `It ${odd}, but ${fine}, and together they pass${leaning}`;
    }
    return `It is ordinary in both views (by gradient ${gradient} ordinary images are at least as unusual, by appearance ${appearance})${leaning}`;
  }
  if (view === 'grood' || (byGradient && !byAppearance)) {
    const beside = view === 'grood' ? '' : `, though it looks ordinary (${appearance})`;
    return `Its gradient decides: only ${gradient} ordinary images pull the classes apart like this${beside}${leaning}`;
  }
  if (byGradient) {
    return `Both views find it unusual: by gradient only ${gradient} ordinary images are, by appearance only ${appearance}${leaning}`;
  }
  if (byAppearance) {
    return `Its appearance decides: only ${appearance} ordinary images lie this far from the training images, though its gradient is ordinary (${gradient})${leaning}`;
  }
  return `Both views together decide: each alone would pass (by gradient ${gradient}, by appearance ${appearance})${leaning}`;
}

/** The class it leans to, and whether the OOD prototype is nearer still. */
function leansTo(name: string, { distances, prototype }: WhyContext): string {
  const ood = distances?.at(-1);
  const own = distances?.find((each) => each.name === name);
  const isNearerToOod = ood !== undefined && own !== undefined && ood.distance < own.distance;
  const what = oodWords[prototype];
  return isNearerToOod && what !== null
    ? `; of the classes it is nearest to ${name}, but nearer to ${what}`
    : `; it leans to ${name}`;
}

const oodWords: Readonly<Record<PrototypeSource, string | null>> = {
  known: 'the known OOD images',
  'class-mean': 'the middle of all classes',
  synthetic: 'mixtures of two classes',
  noise: 'images of noise',
  none: null,
};

function example({ neighbours, lookalikes, verdict }: ScoreRecord): string {
  const nearest = (verdict === 'ood' ? lookalikes[0] : neighbours[0]) ?? lookalikes[0];
  return nearest === undefined ? '' : `; the training image most like it is ${nearest.path}`;
}
