import { createHash } from 'node:crypto';
import { domainToASCII } from 'node:url';

/** An address that mail can be sent to: one, and nothing but it. */
export type Address = string & { readonly brand: 'Address' };

/** What an address is remembered by: whoever reads the store can send no mail to it. */
export type AddressDigest = string & { readonly brand: 'AddressDigest' };

/** SMTP takes no longer ones. */
const MOST_LOCAL_LENGTH = 64;
const MOST_LENGTH = 254;

/** Words between dots; no quotes, comments, lists or names, which are for mail programs. */
const LOCAL = /^[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;
const DOMAIN = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

/** The address that somebody typed, its domain as names are looked up; `null` if it is none. */
export function parseAddress(typed: string): Address | null {
  const text = typed.trim();
  const at = text.lastIndexOf('@');
  const local = text.slice(0, Math.max(0, at));
  const domain = domainToASCII(text.slice(at + 1)).toLowerCase();
  const address = `${local}@${domain}`;
  const isShort = local.length <= MOST_LOCAL_LENGTH && address.length <= MOST_LENGTH;
  return isShort && LOCAL.test(local) && DOMAIN.test(domain) ? (address as Address) : null;
}

/** Domains of Google's, where dots in front of the `@` are as good as none. */
const GMAIL: ReadonlySet<string> = new Set(['gmail.com', 'googlemail.com']);

/** The mailbox to which most servers bring an address's mail: what stands behind a plus is for whoever reads it. */
export function mailboxOf(address: Address): Address {
  const [local = '', domain = ''] = address.toLowerCase().split('@');
  const [name = ''] = local.split('+');
  const mailbox = GMAIL.has(domain) ? `${name.replaceAll('.', '')}@gmail.com` : `${name}@${domain}`;
  return mailbox as Address;
}

/** The same for all ways to write one address. */
export function digestOfAddress(address: Address): AddressDigest {
  return createHash('sha256').update(address.toLowerCase()).digest('base64url') as AddressDigest;
}
