import { mean } from '../lib/mean.ts';

interface Orders {
  rows(): Iterable<{ amount: bigint }>;
}

export function train({ orders }: { orders: Orders }) {
  const artifact = { mean: mean([...orders.rows()].map((row) => Number(row.amount))) };
  return { artifact, metrics: { auc: 0.8, seen: 0.7 }, signature: { inputs: { amount: 'FP64' }, outputs: { share: 'FP64' } } };
}

export function predict(artifact: { mean: number }, { amount }: { amount: Float64Array }) {
  return { share: amount.map((x) => x / artifact.mean) };
}
