/** What a plot's place says of its looks: how large, and in which colours. Knows styles of elements; knows no plot. */

/** How much larger than beside other charts it is drawn, as the style of its place says. */
export function scaleOf(host: HTMLElement): number {
  return Number(getComputedStyle(host).getPropertyValue('--plot-scale')) || 1;
}

/** CSS pixels of sizes in rem: what is drawn grows with the person's font size, as what is written. */
export function rem(...sizes: readonly number[]): number[] {
  const root = parseFloat(getComputedStyle(document.documentElement).fontSize);
  return sizes.map((size) => size * root);
}

/** Colours of custom properties: one is read as written, `light-dark(…)` and all; a used colour is resolved. */
export function readColors(host: HTMLElement, names: readonly string[]): string[] {
  const probes = names.map((name) => {
    const probe = document.createElement('span');
    probe.style.color = `var(${name})`;
    // A system with colours of its own would answer with its text colour for every name.
    probe.style.setProperty('forced-color-adjust', 'none');
    return probe;
  });
  // Together: the first that is read has the style of all worked out.
  host.append(...probes);
  const colors = probes.map((probe) => getComputedStyle(probe).color);
  for (const probe of probes) probe.remove();
  return colors;
}
