/** Name of a site's certificate, and of the Secret that cert-manager keeps it in. */
export function certificateOf(site: string): string {
  return `${site}-tls`;
}
