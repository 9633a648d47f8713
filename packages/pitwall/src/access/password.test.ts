import { describe, expect, it } from 'vitest';
import { isCommon } from './common-passwords.ts';
import { refusePassword } from './password.ts';

const rule = { minimum: 12, name: 'ada-lovelace' };

describe('a password', () => {
  it.each([
    ['', /at least 12 characters, found one of 0/],
    ['elevenchars', /at least 12 characters, found one of 11/],
    // twelve letters that take more bytes are twelve letters
    ['🐎🐎🐎🐎🐎🐎', /at least 12 characters, found one of 6/],
    ['ab'.repeat(600), /at most 1024 bytes/],
    ['two horses \0 in a tree', /a NUL/],
    ['two horses \ud800 in a tree', /half a character/],
    ['Ada-Lovelace', /not the name of the account/],
    ['ada-lovelace1', /not the name of the account/],
    ['Passwordpassword', /tried first/],
    ['QWERTYUIOP123', /tried first/],
    ['abababababab', /tried first/],
    ['aaaaaaaaaaaaaaaa', /tried first/],
    ['correcthorsebatterystaple', /tried first/],
  ])('is refused as %j', (password, problem) => {
    expect(() => refusePassword(password, rule)).toThrowError(
      expect.objectContaining({ problem: expect.stringMatching(problem) }),
    );
    try {
      refusePassword(password, rule);
    } catch (error) {
      // a mistake is written into logs and answers
      if (password.length > 3) expect(String(error)).not.toContain(password);
    }
  });

  it('is taken where it is long and not known, whatever it is made of', () => {
    for (const password of ['two horses in a tree', 'übergänge im märz', '🐎🐎🐎und der Rest', 'xxxkd93ms02k']) {
      expect(() => refusePassword(password, rule)).not.toThrow();
    }
  });

  it('is common where it is on a list of some hundreds, all of a length that would be taken', () => {
    expect(isCommon('TheQuickBrownFox')).toBe(true);
    expect(isCommon('two horses in a tree')).toBe(false);
  });
});
