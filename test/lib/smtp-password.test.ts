import { expect, it } from 'vitest';
import { smtpPassword } from '../../lib/smtp-password.ts';

// Computed apart from this code, with Python's hmac and the steps that AWS publishes.
it.each([
  ['ap-northeast-2', 'BMf0aHf9YL6XqPUQtHCBJXTAh14h20F3TnCcuUrLzCMs'],
  ['eu-west-1', 'BLcsP1+C4T2V0eUEcFjc/4Cy6ESql7ylWEesb+ofIQ8x'],
])('derives the password of a key for %s', (region, password) => {
  expect(smtpPassword('not-a-real-key', region)).toBe(password);
});
