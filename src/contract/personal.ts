// Which words of a classification or a tag say that values are of persons, or secret. Knows no column.

const words = new Set(['personal', 'personally', 'pii', 'phi', 'pci', 'spi', 'secret', 'sensitive', 'restricted', 'confidential', 'private']);
const denied = new Set(['non', 'not', 'no', 'without', 'never']);
const deniedAfter = new Set(['false', 'no', 'none', 'free']);

/** Whether a classification or a tag says so, however it is written: `PII_HIGH`, `Strictly Confidential`, `sensitivePersonal`; not `non-personal`, `pii:false`. */
export function saysPersonal(said: string): boolean {
  const apart = said.replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2').replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2');
  const all = apart
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '');
  return all.some((word, i) => words.has(word) && !denied.has(all[i - 1] ?? '') && !deniedAfter.has(all[i + 1] ?? ''));
}
