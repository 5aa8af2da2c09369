export const bundleFile: string;
export function collectTexts(): string[];
