/** AUROC (0..1) of the second half of the known OOD images against the calibration images. */
export interface MixupAurocs {
  readonly off: number;
  readonly ood: number;
  readonly 'runner-up': number;
}

/** 0.5 points: less is noise, and mix-up costs a second pass through part of the network. */
const WIN = 0.005;

/** The mix-up that wins over none by more than 0.5 points of AUROC, the better one; else `off`. */
export function chooseMixup(aurocs: MixupAurocs): 'off' | 'ood' | 'runner-up' {
  const best = aurocs['runner-up'] > aurocs.ood ? 'runner-up' : 'ood';
  return aurocs[best] - aurocs.off > WIN ? best : 'off';
}
