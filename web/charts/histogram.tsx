// The spread of one column: bars from least to most, or of the commonest values.

const width = 120;
const height = 28;

export function Histogram({ bins, label }: { readonly bins: readonly number[]; readonly label: string }) {
  const most = Math.max(...bins, 1);
  const step = width / Math.max(bins.length, 1);
  return (
    <svg class="histogram" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={label}>
      {bins.map((n, i) => {
        const tall = n === 0 ? 0 : Math.max(1, (n / most) * height);
        return <rect key={i} x={i * step} y={height - tall} width={Math.max(step - 0.8, 0.6)} height={tall} />;
      })}
    </svg>
  );
}
