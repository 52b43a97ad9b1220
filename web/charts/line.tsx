// Small lines and bars without axes, drawn as SVG that stretches to its place.

interface Series {
  readonly values: readonly (number | null)[];
  /** What it shows, for those who can't see it. */
  readonly label: string;
  readonly height?: number;
}

interface Line extends Series {
  /** The least value lies on the floor, not zero: for what moves little far from zero. */
  readonly close?: boolean;
}

const width = 120;

const heightOf = (value: number, most: number, height: number): number => (most <= 0 ? 0 : (value / most) * (height - 2));

/** Nothing is drawn where nothing is known. */
export function Sparkline({ values, label, height = 26, close = false }: Line) {
  const known = values.filter((v) => v !== null);
  const [least, most] = close ? [Math.min(...known), Math.max(...known)] : [0, Math.max(...known, 0)];
  const x = (i: number) => (values.length < 2 ? width : (i / (values.length - 1)) * width);
  const runs: string[] = [];
  values.forEach((value, i) => {
    if (value === null) return;
    const y = most === least && close ? height / 2 : height - 1 - heightOf(value - least, most - least, height);
    const before = values[i - 1];
    // a value alone is a dot: a stroke of no length with round ends
    runs.push(before === null || before === undefined ? `M${x(i).toFixed(1)} ${y.toFixed(1)}h0.01` : `L${x(i).toFixed(1)} ${y.toFixed(1)}`);
  });
  return (
    <svg class="sparkline" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={label}>
      <path class="floor" d={`M0 ${height - 0.5} H${width}`} />
      <path d={runs.join(' ')} />
    </svg>
  );
}

/** One bar each; the last one is the one that is shown now. */
export function Bars({ values, label, height = 22, from = 0 }: Series & { readonly from?: number }) {
  const most = Math.max(...values.map((v) => v ?? 0), 0);
  const step = width / Math.max(values.length, 1);
  return (
    <svg class="bars" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={label}>
      {values.map((value, i) => {
        const tall = value === null ? 0 : Math.max(value > 0 ? 1 : 0, heightOf(value - from, most - from, height));
        return (
          <rect
            key={i}
            class={i === values.length - 1 ? 'last' : undefined}
            x={i * step}
            y={height - tall}
            width={Math.max(step - Math.min(2, step / 4), 0.5)}
            height={tall}
          />
        );
      })}
    </svg>
  );
}

/** The stretches of a promise's window: full is good, cut is bad by so much, a dot is not known. */
export function PromiseLine({ values, label }: Series) {
  const height = 16;
  const step = width / Math.max(values.length, 1);
  return (
    <svg class="promise-line" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={label}>
      {values.map((value, i) => {
        const place = { x: i * step, width: Math.max(step - 0.6, 0.4) };
        if (value === null) return <rect key={i} class="unknown" {...place} y={height - 2} height={2} />;
        // what was bad for minutes of a day must be seen in the day's stretch
        const tall = value < 1 ? Math.max(2, Math.min(height - 3, value * height)) : height;
        return (
          <g key={i}>
            {value < 1 && <rect class="bad" {...place} y={0} height={height - tall} />}
            <rect class="good" {...place} y={height - tall} height={tall} />
          </g>
        );
      })}
    </svg>
  );
}
