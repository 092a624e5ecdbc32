/** A path of a folder without the slashes at its end. */
export function plainPath(path: string): string {
  return path.replace(/(?<=.)\/+$/, '');
}

/** Whether all addresses of a list are of the machine itself: nobody else reaches what listens there. */
export function isLoopback(addresses: string): boolean {
  const each = addresses.split(/[\s,]+/).filter(Boolean);
  return each.length > 0 && each.every((address) => /^-?(127\.|::1$|localhost$)/.test(address));
}
