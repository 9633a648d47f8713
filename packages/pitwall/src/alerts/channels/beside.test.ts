import { describe, expect, it } from 'vitest';
import { channelsSchema, resolveChannels } from './config.ts';

const problems = (channel: unknown): string[] => {
  const read = channelsSchema.safeParse({ mail: channel });
  return read.success ? [] : read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
};

describe('a channel that is given as one text with more keys beside it', () => {
  it('is the same as one with all keys within', () => {
    const settings = [
      { smtp: 'smtp://mail.example.com', to: ['ann@example.com'], from: 'pit@example.com' },
      { smtp: { url: 'smtp://mail.example.com', to: ['ann@example.com'], from: 'pit@example.com' } },
    ].map((mail) => resolveChannels(channelsSchema.parse({ mail })).get('mail')?.settings);
    expect(settings[0]).toEqual({ url: 'smtp://mail.example.com', to: ['ann@example.com'], from: 'pit@example.com' });
    expect(settings[1]).toEqual(settings[0]);
  });

  it('says what is missing or wrong at the key where it stands', () => {
    expect(problems({ smtp: 'smtp://mail.example.com' })).toEqual(['mail.to: expected `to` beside `smtp`']);
    expect(problems({ smtp: 'smtp://mail.example.com', to: ['x'] })).toEqual([
      expect.stringMatching(/^mail\.to.*expected/),
    ]);
    expect(problems({ smtp: 'http://x', to: ['ann@example.com'] })).toEqual([
      expect.stringMatching(/^mail\.smtp: expected the address of a mail server/),
    ]);
  });

  it('has no key of another kind beside it, and none that stands within as well', () => {
    expect(problems({ webhook: 'https://x.example', to: ['ann@example.com'] })).toEqual([
      'mail.to: expected no `to` beside `webhook` as it is given here',
    ]);
    expect(problems({ smtp: { url: 'smtp://h', to: 'ann@example.com' }, from: 'pit@example.com' })).toEqual([
      'mail.from: expected no `from` beside `smtp` as it is given here',
    ]);
  });
});
