import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningService, runService } from '../running-service.ts';

let service: RunningService;
beforeAll(async () => {
  service = await runService();
});
afterAll(async () => {
  await service?.stop();
});

describe('the policy of every page', () => {
  it.each(['/', '/r/ABC123', '/me', '/leaderboard', '/sign-in/expired', '/api/me', '/nowhere'])(
    'stands on %s',
    async (path) => {
      const { headers } = await fetch(service.address + path);
      expect(headers.get('content-security-policy')).toMatch(/default-src 'self'/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    },
  );

  it('allows scripts and styles from the site alone, and frames nowhere', async () => {
    const { headers } = await fetch(service.address);
    const policy = headers.get('content-security-policy')!;
    const directives = new Map(
      policy.split(';').map((each) => {
        const [name = '', ...sources] = each.trim().split(' ');
        return [name, sources.join(' ')] as const;
      }),
    );
    for (const name of ['default-src', 'script-src', 'style-src', 'form-action'])
      expect(directives.get(name), name).toBe("'self'");
    for (const name of ['object-src', 'base-uri', 'frame-ancestors'])
      expect(directives.get(name), name).toBe("'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:\s/);
  });
});
