/** Names of this machine in an address: what goes there crosses no network. */
export const LOOPBACK: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];
