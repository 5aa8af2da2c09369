export function whileLocked<T>(path: string, work: () => Promise<T>): Promise<T>;
