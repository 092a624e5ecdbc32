import { describe, expect, it } from 'vitest';
import { returnPath } from '../../../service/src/http/return-path.ts';

describe('where a sign-in leads', () => {
  it.each(['/', '/me', '/r/ABC123', '/leaderboard?season=2026-q4', '/authors'])('may be %s', (wish) => {
    expect(returnPath(wish)).toBe(wish);
  });

  it.each([
    undefined,
    '',
    'me',
    'https://evil.example/',
    '//evil.example/',
    '//evil.example/me',
    '/\\evil.example/me',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    ' //evil.example',
    '/x/..//evil.example',
    '/.//evil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    '/auth/google',
    '/x/../auth/google',
    '/api/me/export',
    'http://site.invalid/',
    'http://[',
  ])('is never %j', (wish) => {
    expect(returnPath(wish)).toBe('/');
  });
});
