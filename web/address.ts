// What the page's address names after its '#'.

/** The id of the node that the address opens, as `hourly` or `output:late`; empty where it names none or can't be read. */
export function addressed(): string {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return '';
  }
}
