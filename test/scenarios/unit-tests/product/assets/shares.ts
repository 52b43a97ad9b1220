interface Total {
  shop: string;
  amount: string;
}

/** Each shop's share of all that was sold. */
export default function ({ totals }: { totals: { rows(): Iterable<Total> } }) {
  const all = [...totals.rows()].map(({ shop, amount }) => ({ shop, amount: Number(amount) }));
  const sum = all.reduce((so, { amount }) => so + amount, 0);
  if (sum < 0) throw new Error('more was returned than sold');
  return all.map(({ shop, amount }) => ({ shop, share: amount / sum }));
}
