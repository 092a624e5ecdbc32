import type { RemoteWrite } from '../lib/environment.ts';
import { PORTS } from '../lib/names.ts';

/**
 * Where a store elsewhere takes samples.
 * @throws Error where Prometheus could not be told it, or would send the secret in the clear
 */
function addressOf({ url }: RemoteWrite): URL {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (address?.protocol !== 'https:' || address.username !== '' || address.password !== '') {
    throw new Error(
      `choices.remoteWrite.url: found ${JSON.stringify(url)}, expected an address that begins with https:// and holds ` +
        'no credentials; its user name is choices.remoteWrite.username, its password a secret.',
    );
  }
  return address;
}

/** Port that samples leave for. */
export function remotePort(remote: RemoteWrite): number {
  const { port } = addressOf(remote);
  return port === '' ? PORTS.https : Number(port);
}

/** What Prometheus' configuration says of it. @param passwordFile Where it finds the password or token. */
export function remoteWriteConfiguration(remote: RemoteWrite, passwordFile: string): object {
  const { username } = remote;
  return {
    url: addressOf(remote).href,
    ...(username === undefined
      ? { authorization: { credentials_file: passwordFile } }
      : { basic_auth: { username, password_file: passwordFile } }),
  };
}
