import type { FailureKind } from '../protocol/failure.ts';

/** What a shell or a CI job sees. */
export const exitCodes = {
  done: 0,
  gateFailed: 1,
  usageOrInput: 2,
  internal: 3,
  /** 128 + SIGINT, as shells have it. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Everything that the person or their files can mend is 2; what only a developer can, 3. */
export function exitCodeOf(kind: FailureKind): ExitCode {
  switch (kind) {
    case 'cancelled':
      return exitCodes.interrupted;
    case 'engine':
    case 'internal':
      return exitCodes.internal;
    case 'usage':
    case 'no-images':
    case 'unreadable-image':
    case 'unreadable-folder':
    case 'model-unusable':
    case 'detector-unusable':
    case 'training-unusable':
    case 'configuration':
    case 'store':
    case 'write':
    case 'busy':
      return exitCodes.usageOrInput;
  }
}
