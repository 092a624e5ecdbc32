/** A request to be signed. */
export interface S3Request {
  readonly method: string;
  readonly host: string;
  /** Percent-encoded. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** SHA-256 of the body, hexadecimal. */
  readonly hash: string;
}

/** Who signs, for where, and when. */
export interface Signer {
  readonly region: string;
  readonly credentials: { readonly id: string; readonly secret: string; readonly token?: string };
  readonly date: Date;
}

export function encode(text: string): string;
export function sign(
  request: S3Request,
  signer: Signer,
): Record<string, string> & { readonly authorization: string };
export function queryString(query: Readonly<Record<string, string>>): string;
