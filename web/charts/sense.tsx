// How fine something is noticed: a box, fuller the smaller the part of the rows that is enough.

const heights = [10, 7.5, 5, 2.5] as const;

/** 0: a thousandth of the rows, or the whole where there are no parts; 3: more than a tenth. */
const level = (share: number, parted: boolean): 0 | 1 | 2 | 3 => (!parted || share <= 0.001 ? 0 : share <= 0.01 ? 1 : share <= 0.1 ? 2 : 3);

export function Sense({ share, parted, said }: { readonly share: number; readonly parted: boolean; readonly said: string }) {
  const tall = heights[level(share, parted)];
  return (
    <svg
      class="sense"
      viewBox="0 0 12 12"
      width="14"
      height="14"
      role={said ? 'img' : undefined}
      aria-label={said || undefined}
      aria-hidden={said ? undefined : 'true'}
    >
      <rect class="sense-box" x="0.75" y="0.75" width="10.5" height="10.5" rx="1.75" />
      <rect class="sense-full" x="1" y={11 - tall} width="10" height={tall} rx={tall < 4 ? 1 : 1.5} />
    </svg>
  );
}
