const SCHEMES = new Set(["http:", "https:", "mailto:"]);

/** The address if it may be followed: absolute, and by http, https or mailto. Anything else is undefined. */
export function safeLink(href: string): string | undefined {
  try {
    const url = new URL(href);
    return SCHEMES.has(url.protocol) ? url.href : undefined;
  } catch {
    return undefined;
  }
}
