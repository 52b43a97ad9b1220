// What is asked inside the browser, as texts: this side knows no document. Each gives a list of findings, empty where all is well.

/** Boxes of text, line by line, as far as their scrolling ancestors show them. */
const textBoxes = `
  const boxes = [];
  const top = document.querySelector('dialog[open]') ?? document.body;
  const walker = document.createTreeWalker(top, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!node.data.trim() || parent.closest('title, noscript, details:not([open]) > :not(summary)') || (top === document.body && parent.closest('dialog'))) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) {
      let box = { left: rect.left, right: rect.right, top: rect.top, bottom: rect.bottom };
      for (let up = parent; up && up !== document.body; up = up.parentElement) {
        const style = getComputedStyle(up);
        if (style.overflowX === 'visible' || up.tagName === 'DIALOG' || up instanceof SVGElement) continue;
        const frame = up.getBoundingClientRect();
        box = { left: Math.max(box.left, frame.left), right: Math.min(box.right, frame.right), top: Math.max(box.top, frame.top), bottom: Math.min(box.bottom, frame.bottom) };
      }
      if (box.right - box.left > 1 && box.bottom - box.top > 1) boxes.push({ ...box, text: node.data.trim().slice(0, 40), node, parent });
    }
  }
`;

/** Texts that lie on one another, by more than the air that a line's box has around its letters. */
export const overlaps = `(() => {
  ${textBoxes}
  const found = [];
  for (const [i, a] of boxes.entries()) {
    for (const b of boxes.slice(i + 1)) {
      if (a.node === b.node || a.parent.closest('thead') || b.parent.closest('thead')) continue;
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const tall = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (wide > 1 && tall > 3) found.push(a.text + ' / ' + b.text);
    }
  }
  return found;
})()`;

/** Texts that are cut: by a box that hides and does not scroll, by the screen's edge, or out of the node or button they belong to. */
export const clipped = `(() => {
  ${textBoxes}
  const found = [];
  const wide = document.documentElement.clientWidth;
  for (const box of boxes) if (box.left < -0.5 || box.right > wide + 0.5) found.push('off the screen: ' + box.text);
  for (const el of document.querySelectorAll('body *')) {
    if (el instanceof SVGElement || !el.textContent.trim() || el.closest('dialog:not([open])')) continue;
    const style = getComputedStyle(el);
    if (['hidden', 'clip'].includes(style.overflowX) && el.scrollWidth > el.clientWidth + 1) found.push('cut: ' + el.textContent.slice(0, 40));
    if (['hidden', 'clip'].includes(style.overflowY) && el.scrollHeight > el.clientHeight + 1) found.push('cut below: ' + el.textContent.slice(0, 40));
    if (style.textOverflow === 'ellipsis' && el.scrollWidth > el.clientWidth) found.push('shortened: ' + el.textContent.slice(0, 40));
  }
  for (const box of document.querySelectorAll('button, .status')) {
    if (box.closest('dialog:not([open])')) continue;
    const frame = box.getBoundingClientRect();
    const range = document.createRange();
    range.selectNodeContents(box);
    for (const rect of range.getClientRects()) {
      if (rect.left < frame.left - 0.5 || rect.right > frame.right + 0.5 || rect.top < frame.top - 1.5 || rect.bottom > frame.bottom + 1.5) found.push('out of its box: ' + box.textContent);
    }
  }
  const page = document.scrollingElement;
  if (page.scrollWidth > page.clientWidth) found.push('the page scrolls sideways: ' + page.scrollWidth + ' > ' + page.clientWidth);
  return found;
})()`;

/** Where everything begins from above: equal lists mean that nothing jumped. */
export const places = `[...document.querySelectorAll('h2, h3, li, button, svg, table')].map((el) => Math.round(el.getBoundingClientRect().top))`;

/** What has the focus, in a word. */
export const focused = `(() => {
  const el = document.activeElement;
  return el.dataset.id ?? el.getAttribute('aria-label') ?? el.textContent.trim() ?? el.tagName;
})()`;
