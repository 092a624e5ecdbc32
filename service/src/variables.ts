/**
 * Environment variables that the service reads, each said once: the chart sets them by these names and `config.ts`
 * parses them. Pure data: nothing is imported.
 */
export const VARIABLES = {
  /** TCP port of HTTP and WebSocket. */
  port: 'PORT',
  /** Address to listen on. */
  host: 'HOST',
  /** Name of the environment, for log lines. */
  environment: 'APP_ENV',
  /** Address under which players reach the site; its origin is the only one that may open sockets. */
  publicUrl: 'PUBLIC_URL',
  /** Least level of log lines. */
  logLevel: 'LOG_LEVEL',
  /** Folder with a file for each secret. */
  secretsDir: 'SECRETS_DIR',
  /** Where rooms and matches are kept. */
  storage: 'STORAGE',
  /** Bucket of pictures; without one a process by itself keeps them, and one of several takes none. */
  uploadsBucket: 'UPLOADS_BUCKET',
  /** Address of another S3 server than Amazon's. */
  uploadsEndpoint: 'UPLOADS_ENDPOINT',
  awsRegion: 'AWS_REGION',
  /** Address that mail is sent from. */
  mailFrom: 'MAIL_FROM',
  /** Mail address of whoever runs the site, for players: the page about privacy shows it. */
  contact: 'CONTACT',
  /** Addresses of the sign-in providers, each without a path; others only in tests. */
  googleIssuer: 'GOOGLE_ISSUER',
  naverIssuer: 'NAVER_ISSUER',
  naverApi: 'NAVER_API',
  /** Address ranges of proxies whose forwarded addresses are believed. */
  trustedProxies: 'TRUSTED_PROXIES',
  /** Days that the log of a match, and who sat in it, are kept; results stay. */
  matchDays: 'MATCH_DAYS',
  /** Seconds that a stopping process may take to move its rooms and players. */
  drainSeconds: 'DRAIN_SECONDS',
} as const;

/** Where players sign in unless the configuration says otherwise. */
export const PROVIDERS = {
  googleIssuer: 'https://accounts.google.com',
  naverIssuer: 'https://nid.naver.com',
  naverApi: 'https://openapi.naver.com',
} as const;

/**
 * Days that the log of a match, and who sat in it, are kept unless the configuration says otherwise: they are most of what
 * a match leaves, and the volume of the database is small. Results stay.
 */
export const MATCH_DAYS = 30;
export const MOST_MATCH_DAYS = 3650;

/** Files in the secrets folder that the service reads, each a secret: the keys of its Secret. */
export const SECRET_KEYS = {
  mongoUri: 'MONGODB_URI',
  /** One address, or several with spaces between: rooms are spread over them. */
  redisUrl: 'REDIS_URL',
  /** What signs links in mails: whoever changes it makes older ones useless. */
  sessionKey: 'SESSION_KEY',
  naverClientId: 'NAVER_CLIENT_ID',
  naverClientSecret: 'NAVER_CLIENT_SECRET',
  googleClientId: 'GOOGLE_CLIENT_ID',
  googleClientSecret: 'GOOGLE_CLIENT_SECRET',
  /** Server that takes mail, and who sends. */
  smtpUrl: 'SMTP_URL',
} as const;
