import type { ServerSettings } from '../protocol/lsp.ts';

const SEVERITIES = ['off', 'hint', 'information', 'warning'] as const;

/** Settings as a client sends them; what is absent or nonsense is as if it had not been set. */
export function serverSettings(sent: unknown): ServerSettings {
  const { problems, storeFolder, detector } = fields(sent);
  const { severity, most } = fields(problems);
  return {
    problems: {
      severity: SEVERITIES.find((word) => word === severity) ?? 'off',
      most: typeof most === 'number' && most >= 0 ? Math.floor(most) : 1000,
    },
    storeFolder: text(storeFolder),
    detector: text(detector),
  };
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

interface Fields {
  readonly problems?: unknown;
  readonly storeFolder?: unknown;
  readonly detector?: unknown;
  readonly severity?: unknown;
  readonly most?: unknown;
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? value : {};
}
