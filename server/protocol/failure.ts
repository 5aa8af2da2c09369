/**
 * A failure is plain data, so that it crosses processes and bundles without `instanceof`: a kind
 * for code, a message and a hint for people, a detail for the log.
 */
export interface Failure {
  readonly kind: FailureKind;
  /** One sentence that names the thing: path, count, setting. */
  readonly message: string;
  /** What to do next, one sentence. */
  readonly hint: string;
  /** For the log only. */
  readonly detail?: string;
}

export type FailureKind =
  | 'usage'
  | 'no-images'
  | 'unreadable-image'
  | 'unreadable-folder'
  | 'model-unusable'
  | 'detector-unusable'
  | 'training-unusable'
  | 'configuration'
  | 'store'
  | 'write'
  | 'engine'
  | 'busy'
  | 'cancelled'
  | 'internal';

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function failed(
  kind: FailureKind,
  message: string,
  hint: string,
  detail?: string,
): { readonly ok: false; readonly failure: Failure } {
  const failure = { kind, message, hint };
  return { ok: false, failure: detail === undefined ? failure : { ...failure, detail } };
}
