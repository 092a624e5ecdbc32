import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../service/src/config.ts';

describe('the configuration', () => {
  it('needs nothing to play on this machine', () => {
    expect(readConfig({})).toEqual({
      port: 3000,
      host: '127.0.0.1',
      environment: 'local',
      publicUrl: 'http://localhost:3000',
      storage: { kind: 'embedded' },
      signIn: { google: null, naver: null },
      trustedProxies: [],
      uploads: null,
      mail: null,
      contact: null,
      drainMs: 25_000,
      logLevel: 'info',
    });
  });

  it.each([
    ['PORT', 'http'],
    ['PORT', '0'],
    ['PORT', '70000'],
    ['PUBLIC_URL', 'playcode.gg'],
    ['PUBLIC_URL', 'https://playcode.gg/play'],
    ['PUBLIC_URL', 'https://playcode.gg/?from=mail'],
    ['PUBLIC_URL', 'https://playcode.gg/#play'],
    ['LOG_LEVEL', 'loud'],
    ['STORAGE', 'floppy'],
    ['DRAIN_SECONDS', 'soon'],
    ['MATCH_DAYS', '0'],
    ['MATCH_DAYS', '3651'],
    ['MATCH_DAYS', 'for ever'],
    ['HOST', ''],
    ['GOOGLE_ISSUER', 'http://accounts.google.com'],
    ['NAVER_API', 'https://openapi.naver.com/v1'],
    ['TRUSTED_PROXIES', '10.0.0.0'],
    ['TRUSTED_PROXIES', '10.0.0.0/16,ingress'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['TRUSTED_PROXIES', '10.0.0.0/16/8'],
    ['UPLOADS_BUCKET', 'My Bucket'],
    ['UPLOADS_ENDPOINT', 'localhost:9000'],
    ['AWS_REGION', 'Seoul'],
    ['MAIL_FROM', 'PlayCode'],
    ['CONTACT', 'the operator'],
  ])('refuses %s=%s by name, with what was found and what is right', (variable, value) => {
    const read = () => readConfig({ [variable]: value });
    expect(read).toThrow(`${variable}: found "${value}", expected `);
    expect(read).toThrow(/^\w+: .+, expected .+ Correct or unset it\.$/);
  });
});

it('believes the proxies that are named', () => {
  const { trustedProxies } = readConfig({ TRUSTED_PROXIES: '10.0.0.0/16, fd00::/8' });
  expect(trustedProxies).toEqual(['10.0.0.0/16', 'fd00::/8']);
});

describe('sign-in', () => {
  it('is offered by the providers whose client is known, at their own addresses', () => {
    const naver = { NAVER_CLIENT_ID: 'id', NAVER_CLIENT_SECRET: 'word' };
    expect(readConfig({ ...naver, GOOGLE_CLIENT_ID: '', GOOGLE_CLIENT_SECRET: '' }).signIn).toEqual({
      google: null,
      naver: {
        client: { id: 'id', secret: 'word' },
        issuer: 'https://nid.naver.com',
        api: 'https://openapi.naver.com',
      },
    });
    const google = { GOOGLE_CLIENT_ID: 'id', GOOGLE_CLIENT_SECRET: 'word' };
    expect(readConfig(google).signIn.google?.issuer).toBe('https://accounts.google.com');
    expect(readConfig({ ...google, GOOGLE_ISSUER: 'http://127.0.0.1:9' }).signIn.google?.issuer).toBe(
      'http://127.0.0.1:9',
    );
  });

  it('wants both halves of a client, and names the one that is missing', () => {
    expect(() => readConfig({ NAVER_CLIENT_ID: 'id' })).toThrow(
      'NAVER_CLIENT_SECRET: is missing in the variable NAVER_CLIENT_SECRET, expected one to go with NAVER_CLIENT_ID.',
    );
    expect(() => readConfig({ GOOGLE_CLIENT_SECRET: 'word' })).toThrow(
      'GOOGLE_CLIENT_ID: is missing in the variable GOOGLE_CLIENT_ID, expected one to go with GOOGLE_CLIENT_SECRET.',
    );
  });
});

describe('the bucket of pictures', () => {
  const variables = { UPLOADS_BUCKET: 'uploads', AWS_REGION: 'ap-northeast-2' };

  it('is named together with its region, and with its server where that is not Amazon', () => {
    expect(readConfig(variables).uploads).toEqual({ bucket: 'uploads', region: 'ap-northeast-2' });
    expect(readConfig({ ...variables, UPLOADS_ENDPOINT: 'http://localhost:9000/' }).uploads).toEqual({
      bucket: 'uploads',
      region: 'ap-northeast-2',
      endpoint: 'http://localhost:9000',
    });
    expect(() => readConfig({ UPLOADS_BUCKET: 'uploads' })).toThrow(
      'AWS_REGION: is missing, expected the region of the bucket uploads.',
    );
  });
});

describe('mail', () => {
  const key = 'k'.repeat(32);
  const variables = {
    SMTP_URL: 'smtp://u:p@mail.example:587',
    SESSION_KEY: key,
    MAIL_FROM: 'noreply@playcode.gg',
  };

  it('is sent where a server is named, under an address, with a key for its links', () => {
    const { mail } = readConfig(variables);
    expect(mail).toMatchObject({ from: 'noreply@playcode.gg', key });
    expect(mail!.smtpUrl()).toBe('smtp://u:p@mail.example:587');
    expect(readConfig({ ...variables, SMTP_URL: '' }).mail).toBeNull();
  });

  it('goes on with a password that has been changed', () => {
    const environment = { ...variables };
    const { mail } = readConfig(environment);
    environment.SMTP_URL = 'smtp://u:new@mail.example:587';
    expect(mail!.smtpUrl()).toBe('smtp://u:new@mail.example:587');
  });

  it.each([
    ['SMTP_URL', 'http://mail.example'],
    ['SESSION_KEY', 'short'],
  ])('wants a well-formed %s, and never shows it', (variable, value) => {
    expect(() => readConfig({ ...variables, [variable]: value })).toThrow(
      new RegExp(`^${variable}: is malformed`),
    );
    expect(() => readConfig({ ...variables, [variable]: value })).not.toThrow(value);
  });

  it('wants a sender', () => {
    expect(() => readConfig({ ...variables, MAIL_FROM: undefined })).toThrow('MAIL_FROM: is missing');
  });
});

describe('secrets', () => {
  const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const cluster = {
    STORAGE: 'cluster',
    SECRETS_DIR: folder,
    MONGODB_URI: 'mongodb://mongodb:27017/playcode',
  };

  it('are read from files before variables', () => {
    writeFileSync(join(folder, 'REDIS_URL'), 'redis://redis:6379\n');
    expect(readConfig({ ...cluster, REDIS_URL: 'redis://other:6379' }).storage).toEqual({
      kind: 'cluster',
      matchDays: 30,
      redisUrls: ['redis://redis:6379'],
      mongoUri: 'mongodb://mongodb:27017/playcode',
    });
  });

  it('may name several Redis, in their order, but none twice', () => {
    writeFileSync(join(folder, 'REDIS_URL'), 'redis://a:6379 rediss://b:6380\nredis://c:6379\n');
    expect(readConfig(cluster).storage).toMatchObject({
      redisUrls: ['redis://a:6379', 'rediss://b:6380', 'redis://c:6379'],
    });
    for (const malformed of ['redis://a:6379 b:6379', 'redis://a:6379 redis://a:6379', '']) {
      writeFileSync(join(folder, 'REDIS_URL'), malformed);
      expect(() => readConfig(cluster)).toThrow(
        /^REDIS_URL: is malformed in the file .+, or several different ones with spaces between\.$/,
      );
    }
  });

  it('that are missing are named, and malformed ones are never shown', () => {
    expect(() => readConfig({ STORAGE: 'cluster' })).toThrow(
      'REDIS_URL: is missing in the variable REDIS_URL',
    );
    writeFileSync(join(folder, 'REDIS_URL'), 'hunter two');
    expect(() => readConfig(cluster)).toThrow(/^REDIS_URL: is malformed in the file .+REDIS_URL, expected/);
    expect(() => readConfig(cluster)).not.toThrow('hunter two');
  });
});
