// The few calls to S3 that backups need, signed by hand (Signature Version 4): it runs in the app's image without
// depending on what a release of the app bundles.
import { createHash, createHmac } from 'node:crypto';
import { createReadStream, createWriteStream, readFileSync, statSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { pipeline } from 'node:stream/promises';

const region = process.env.AWS_REGION ?? 'us-east-1';
const EMPTY = sha256('');

function sha256(text) {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key, text) {
  return createHmac('sha256', key).update(text).digest();
}

/** SHA-256 of a file, hexadecimal. */
export async function sha256File(path) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Keys from the environment, or the pod's role by its web identity token. */
async function credentials() {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_ROLE_ARN, AWS_WEB_IDENTITY_TOKEN_FILE } = process.env;
  if (AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY)
    return { id: AWS_ACCESS_KEY_ID, secret: AWS_SECRET_ACCESS_KEY };
  if (!AWS_ROLE_ARN || !AWS_WEB_IDENTITY_TOKEN_FILE) {
    throw new Error(
      'No AWS credentials: neither AWS_ACCESS_KEY_ID nor AWS_ROLE_ARN with a token file is set.',
    );
  }
  const query = new URLSearchParams({
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn: AWS_ROLE_ARN,
    RoleSessionName: process.env.HOSTNAME ?? 'backup',
    WebIdentityToken: readFileSync(AWS_WEB_IDENTITY_TOKEN_FILE, 'utf8').trim(),
  });
  const endpoint = process.env.AWS_ENDPOINT_URL_STS ?? `https://sts.${region}.amazonaws.com`;
  const reply = await fetch(endpoint, { method: 'POST', body: query });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`STS answered ${reply.status} for ${AWS_ROLE_ARN}: ${text.slice(0, 300)}`);
  const field = (name) => new RegExp(`<${name}>([^<]+)</${name}>`).exec(text)?.[1];
  return { id: field('AccessKeyId'), secret: field('SecretAccessKey'), token: field('SessionToken') };
}

let signedIn;

/** One signed request; `file` is its body. Resolves to the response, a stream. */
async function request(method, bucket, key, { query = {}, headers = {}, hash = EMPTY, file } = {}) {
  signedIn ??= credentials();
  const { id, secret, token } = await signedIn;
  const endpoint = process.env.AWS_ENDPOINT_URL_S3;
  const base = new URL(endpoint ?? `https://${bucket}.s3.${region}.amazonaws.com`);
  const encode = (part) =>
    encodeURIComponent(part).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const path = `${endpoint ? `/${bucket}` : ''}/${key.split('/').map(encode).join('/')}`;
  const search = Object.keys(query)
    .sort()
    .map((name) => `${encode(name)}=${encode(query[name])}`)
    .join('&');
  const now = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const signed = {
    host: base.host,
    'x-amz-content-sha256': hash,
    'x-amz-date': now,
    ...(token ? { 'x-amz-security-token': token } : {}),
    ...headers,
  };
  const names = Object.keys(signed)
    .map((name) => name.toLowerCase())
    .sort();
  const canonical = [
    method,
    path,
    search,
    ...names.map((name) => `${name}:${signed[name]}`),
    '',
    names.join(';'),
    hash,
  ].join('\n');
  const scope = `${now.slice(0, 8)}/${region}/s3/aws4_request`;
  const key4 = hmac(hmac(hmac(hmac(`AWS4${secret}`, now.slice(0, 8)), region), 's3'), 'aws4_request');
  const signature = hmac(key4, ['AWS4-HMAC-SHA256', now, scope, sha256(canonical)].join('\n')).toString(
    'hex',
  );
  const authorization = `AWS4-HMAC-SHA256 Credential=${id}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  const length = file ? statSync(file).size : 0;
  return new Promise((resolve, reject) => {
    const call = (base.protocol === 'http:' ? http : https).request(
      base,
      {
        method,
        path: search ? `${path}?${search}` : path,
        headers: { ...signed, authorization, 'content-length': length },
      },
      resolve,
    );
    call.setTimeout(60_000, () => call.destroy(new Error(`${method} ${key}: no answer from S3 for 60 s.`)));
    call.on('error', reject);
    if (file) pipeline(createReadStream(file), call).catch(reject);
    else call.end();
  });
}

async function textOf(response) {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return text;
}

async function expectOk(response, what) {
  if (response.statusCode >= 200 && response.statusCode < 300) return response;
  const text = await textOf(response);
  throw new Error(`${what}: S3 answered ${response.statusCode}: ${text.slice(0, 300)}`);
}

/** Stores a file with metadata; S3 itself refuses it if its bytes do not have this checksum. */
export async function putFile(bucket, key, file, metadata) {
  const hash = await sha256File(file);
  const headers = { 'x-amz-checksum-sha256': Buffer.from(hash, 'hex').toString('base64') };
  for (const [name, value] of Object.entries({ ...metadata, sha256: hash }))
    headers[`x-amz-meta-${name}`] = value;
  const response = await request('PUT', bucket, key, { headers, hash, file });
  await textOf(await expectOk(response, `put ${key}`));
  return { sha256: hash, bytes: statSync(file).size };
}

/** Fetches an object into a file and returns its metadata; refuses it if its checksum differs from the one noted. */
export async function getFile(bucket, key, file) {
  const response = await expectOk(await request('GET', bucket, key), `get ${key}`);
  await pipeline(response, createWriteStream(file));
  const metadata = {};
  for (const [name, value] of Object.entries(response.headers)) {
    if (name.startsWith('x-amz-meta-')) metadata[name.slice('x-amz-meta-'.length)] = value;
  }
  const found = await sha256File(file);
  if (found !== metadata.sha256) {
    throw new Error(
      `${key} is damaged: its checksum is ${found}, expected ${metadata.sha256}. Take an earlier backup.`,
    );
  }
  return metadata;
}

/** All objects below a prefix, oldest key first. */
export async function list(bucket, prefix) {
  const objects = [];
  let token;
  do {
    const query = { 'list-type': '2', prefix, ...(token ? { 'continuation-token': token } : {}) };
    const response = await expectOk(await request('GET', bucket, '', { query }), `list ${prefix}`);
    const text = await textOf(response);
    for (const [, entry] of text.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
      const field = (name) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(entry)?.[1] ?? '';
      objects.push({ key: field('Key'), bytes: Number(field('Size')), modified: field('LastModified') });
    }
    token = /<NextContinuationToken>([^<]+)</.exec(text)?.[1];
  } while (token);
  return objects.sort((a, b) => (a.key < b.key ? -1 : 1));
}
