import type { RefCallback } from "react";

/** A `ref` that sets CSS variables to shares of 1, as percentages: our policy forbids style attributes. */
export function cssShares(shares: Readonly<Record<`--${string}`, number>>): RefCallback<HTMLElement> {
  return (element) => {
    for (const [name, share] of Object.entries(shares)) element?.style.setProperty(name, `${(share * 100).toFixed(3)}%`);
  };
}
