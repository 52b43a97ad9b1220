export const mean = (values: number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
