export function capture(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv },
): Promise<{ code: number; output: string }>;

export function lastLines(output: string, count?: number): string;
