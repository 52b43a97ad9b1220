// A box that scrolls on its own, so that the page does not; it can be reached and scrolled by keyboard.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface ScrollProps {
  readonly label: string;
  readonly also?: string;
  /** Starts at its right end, where the newest is. */
  readonly atEnd?: boolean;
  readonly children: ComponentChildren;
}

export function Scroll({ label, also = '', atEnd = false, children }: ScrollProps) {
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    if (atEnd) box.current?.scrollTo(box.current.scrollWidth, 0);
  }, [atEnd]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section ref={box} class={`scroll ${also}`} tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
