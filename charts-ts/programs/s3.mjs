// The few calls to S3 that backups and restores need.
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, readFileSync, statSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { pipeline } from 'node:stream/promises';
import { encode, queryString, sign } from './sigv4.mjs';

const METADATA = 'x-amz-meta-';
const EMPTY_HASH = createHash('sha256').digest('hex');
const SILENCE_MS = 60_000;
const region = process.env.AWS_REGION ?? 'us-east-1';

/** Stores a file with metadata; S3 itself refuses it if the bytes that arrive do not have this checksum. */
export async function putFile(bucket, key, file, metadata) {
  const hash = await sha256File(file);
  const headers = { 'x-amz-checksum-sha256': Buffer.from(hash, 'hex').toString('base64') };
  for (const [name, value] of Object.entries({ ...metadata, sha256: hash })) headers[METADATA + name] = value;
  await textOf(await request('PUT', bucket, key, { headers, hash, file }));
  return { sha256: hash, bytes: statSync(file).size };
}

/** Fetches an object into a file and returns its metadata; refuses it if its bytes are not those that were stored. */
export async function getFile(bucket, key, file) {
  const response = await request('GET', bucket, key);
  await pipeline(response, createWriteStream(file, { mode: 0o640 }));
  const found = Object.entries(response.headers).filter(([name]) => name.startsWith(METADATA));
  const metadata = Object.fromEntries(found.map(([name, value]) => [name.slice(METADATA.length), value]));
  const hash = await sha256File(file);
  if (hash !== metadata.sha256) {
    throw new Error(
      `${key} is damaged: its checksum is ${hash}, expected ${metadata.sha256}. Take an earlier backup.`,
    );
  }
  return metadata;
}

/** All objects below a prefix, least key first. */
export async function listObjects(bucket, prefix) {
  const objects = [];
  let token;
  do {
    const query = { 'list-type': '2', prefix, ...(token ? { 'continuation-token': token } : {}) };
    const text = await textOf(await request('GET', bucket, '', { query }));
    for (const [entry] of text.matchAll(/<Contents>.*?<\/Contents>/gs)) {
      objects.push({ key: field(entry, 'Key'), bytes: Number(field(entry, 'Size')) });
    }
    token = field(text, 'NextContinuationToken');
  } while (token);
  return objects.sort((a, b) => (a.key < b.key ? -1 : 1));
}

async function request(method, bucket, key, { query = {}, headers = {}, hash = EMPTY_HASH, file } = {}) {
  const endpoint = process.env.AWS_ENDPOINT_URL_S3;
  const base = new URL(endpoint ?? `https://${bucket}.s3.${region}.amazonaws.com`);
  const path = `${endpoint ? `/${bucket}` : ''}/${key.split('/').map(encode).join('/')}`;
  const signed = sign(
    { method, host: base.host, path, query, headers, hash },
    { region, credentials: await credentials(), date: new Date() },
  );
  const search = queryString(query);
  const response = await new Promise((resolve, reject) => {
    const call = (base.protocol === 'http:' ? http : https).request(
      base,
      {
        method,
        path: search ? `${path}?${search}` : path,
        headers: { ...signed, 'content-length': file ? statSync(file).size : 0 },
      },
      resolve,
    );
    call.setTimeout(SILENCE_MS, () => call.destroy(new Error(`${method} ${key}: S3 was silent for 60 s.`)));
    call.on('error', reject);
    if (file) pipeline(createReadStream(file), call).catch(reject);
    else call.end();
  });
  if (response.statusCode === 200) return response;
  const text = await textOf(response);
  throw new Error(
    `${method} ${bucket}/${key}: S3 answered ${response.statusCode} ${field(text, 'Code') ?? ''}: ${field(text, 'Message') ?? text.slice(0, 200)}`,
  );
}

let signedIn;

/** Keys from the environment, or the role of the pod's service account. */
function credentials() {
  signedIn ??= signIn();
  return signedIn;
}

async function signIn() {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_ROLE_ARN, AWS_WEB_IDENTITY_TOKEN_FILE } = process.env;
  if (AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY) {
    return { id: AWS_ACCESS_KEY_ID, secret: AWS_SECRET_ACCESS_KEY };
  }
  if (!AWS_ROLE_ARN || !AWS_WEB_IDENTITY_TOKEN_FILE) {
    throw new Error(
      'No AWS credentials: found neither AWS_ACCESS_KEY_ID nor AWS_ROLE_ARN with AWS_WEB_IDENTITY_TOKEN_FILE. Is the service account annotated with its role?',
    );
  }
  const endpoint = process.env.AWS_ENDPOINT_URL_STS ?? `https://sts.${region}.amazonaws.com`;
  const reply = await fetch(endpoint, {
    method: 'POST',
    body: new URLSearchParams({
      Action: 'AssumeRoleWithWebIdentity',
      Version: '2011-06-15',
      RoleArn: AWS_ROLE_ARN,
      RoleSessionName: process.env.HOSTNAME ?? 'backup',
      WebIdentityToken: readFileSync(AWS_WEB_IDENTITY_TOKEN_FILE, 'utf8').trim(),
    }),
    signal: AbortSignal.timeout(SILENCE_MS),
  });
  const text = await reply.text();
  if (!reply.ok) {
    throw new Error(
      `${AWS_ROLE_ARN}: STS answered ${reply.status} ${field(text, 'Code') ?? text.slice(0, 200)}`,
    );
  }
  return {
    id: field(text, 'AccessKeyId'),
    secret: field(text, 'SecretAccessKey'),
    token: field(text, 'SessionToken'),
  };
}

async function sha256File(path) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

async function textOf(response) {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return text;
}

function field(xml, name) {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
}
