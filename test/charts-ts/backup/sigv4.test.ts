import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { encode, type S3Request, sign } from '../../../charts-ts/programs/sigv4.mjs';

// Requests, keys and signatures from AWS' documentation of Signature Version 4 for S3.
const CONTEXT = {
  region: 'us-east-1',
  credentials: { id: 'AKIAIOSFODNN7EXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
  date: new Date('2013-05-24T00:00:00Z'),
};
const HOST = 'examplebucket.s3.amazonaws.com';
const EMPTY = createHash('sha256').digest('hex');

function signature(request: Pick<S3Request, 'method' | 'path'> & Partial<S3Request>): string | undefined {
  const { authorization } = sign({ host: HOST, query: {}, headers: {}, hash: EMPTY, ...request }, CONTEXT);
  return /Signature=([0-9a-f]{64})$/.exec(authorization)?.[1];
}

describe('signatures of requests to S3', () => {
  it('are those that AWS documents, for reading', () => {
    expect(signature({ method: 'GET', path: '/test.txt', headers: { range: 'bytes=0-9' } })).toBe(
      'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    );
  });

  it('are those that AWS documents, for writing', () => {
    const request = {
      method: 'PUT',
      path: `/${encode('test$file.text')}`,
      headers: { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' },
      hash: createHash('sha256').update('Welcome to Amazon S3.').digest('hex'),
    };
    expect(signature(request)).toBe('98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd');
  });

  it('are those that AWS documents, for lists', () => {
    expect(signature({ method: 'GET', path: '/', query: { prefix: 'J', 'max-keys': '2' } })).toBe(
      '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
    );
  });
});
