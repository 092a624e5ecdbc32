// AWS Signature Version 4 for requests to S3, in the few lines that it takes: backups do not depend on what a release of
// the app bundles.
import { createHash, createHmac } from 'node:crypto';

const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const hmac = (key, text) => createHmac('sha256', key).update(text).digest();

/** Percent-encoding as the signature wants it: everything but letters, digits and `-._~`. */
export function encode(text) {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * Headers of a request with its signature among them.
 * @param request method, host, path (encoded), query (by name), headers (by lower-case name), hash of the body (hex)
 */
export function sign({ method, host, path, query, headers, hash }, { region, credentials, date }) {
  const stamp = date.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = stamp.slice(0, 8);
  const all = {
    ...headers,
    host,
    'x-amz-content-sha256': hash,
    'x-amz-date': stamp,
    ...(credentials.token ? { 'x-amz-security-token': credentials.token } : {}),
  };
  const names = Object.keys(all).sort();
  const canonical = [
    method,
    path,
    queryString(query),
    ...names.map((name) => `${name}:${all[name]}`),
    '',
    names.join(';'),
    hash,
  ].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const key = ['s3', 'aws4_request'].reduce(hmac, hmac(hmac(`AWS4${credentials.secret}`, day), region));
  const signature = hmac(key, ['AWS4-HMAC-SHA256', stamp, scope, sha256(canonical)].join('\n')).toString(
    'hex',
  );
  const authorization = `AWS4-HMAC-SHA256 Credential=${credentials.id}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return { ...all, authorization };
}

/** The query in the order that is signed. */
export function queryString(query) {
  return Object.keys(query)
    .sort()
    .map((name) => `${encode(name)}=${encode(query[name])}`)
    .join('&');
}
