import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { S3Server } from '../../charts-ts/backup/s3-server.ts';

/** Port at which the tests, inside of the pod, look at what is stored. */
const CONTROL_PORT = 9000;

/** Service accounts that may assume a role, by the last part of its ARN; what the trust policies say in production. */
const TRUSTED: Readonly<Record<string, string>> = {
  'playcode-production-backup': 'system:serviceaccount:playcode:mongodb-backup',
  'playcode-production-restore-drill': 'system:serviceaccount:playcode:restore-drill',
};

/** The cluster signs its tokens; that one was made for AWS and for the role's own account is enough here. */
function believes(token: string, role: string): boolean {
  const payload = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString() || '{}') as {
    readonly sub?: string;
    readonly aud?: readonly string[];
  };
  return (
    payload.aud?.includes('sts.amazonaws.com') === true &&
    payload.sub !== undefined &&
    payload.sub === TRUSTED[role.split('/').at(-1) ?? '']
  );
}

const s3 = await S3Server.start({ port: 443, host: '0.0.0.0', believes });

/** GET lists keys with checksums and metadata, POST damages an object by one bit. */
createServer((request, response) => {
  const key = decodeURIComponent(request.url?.slice(1) ?? '');
  const stored = s3.objects.get(key);
  if (request.method === 'POST' && stored !== undefined) stored.body[stored.body.length >> 1]! ^= 1;
  const objects = [...s3.objects].map(([name, { body, metadata }]) => ({
    key: name,
    bytes: body.length,
    sha256: createHash('sha256').update(body).digest('hex'),
    metadata,
  }));
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(objects));
}).listen(CONTROL_PORT, '127.0.0.1');

process.on('SIGTERM', () => process.exit(0));
