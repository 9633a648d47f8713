import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyMessage, sampleAlert, sampleMessage, sampleResolved } from '../../testing/sample-messages.ts';
import { testTools } from '../../testing/send-tools.ts';
import { composeLines } from './compose.ts';
import { consoleChannel } from './index.ts';

describe('a message on the console', () => {
  it('says what, since when, what was expected, what to do and where to look', async () => {
    const { tools, printed } = testTools();
    expect(await consoleChannel.send(sampleMessage(), true, tools)).toEqual({ kind: 'delivered', detail: 'printed' });
    expect(printed).toEqual([
      'Alert (critical): The feed of games stands still',
      '  critical, firing: dataset:games/column:odds, freshness',
      '    What: The newest row of games is 3h old, and at most 1h was expected',
      '    Since: 2026-11-22 03:00:00 UTC',
      '    Expected: at most 1h',
      '    Seen: 3h',
      '    How sure: 1,204 rows over 24h',
      '    Recently: 0.5 (pass), 3 (alert)',
      '    Seen so often: 4',
      '    Before it: 2026-11-22 02:50:00 UTC: configuration changed (ann)',
      '    Also: Model spread has no predictions',
      '    What to do: Start the feed again',
      '    Runbook: https://runbooks.example/stale-feed',
      '    More: https://pitwall.example/alerts/a1b2c3d4e5f60718',
      '    Acknowledge: https://pitwall.example/alerts/a1b2c3d4e5f60718/acknowledge',
      '  Told because: first notification',
      '  Project: courtside',
      '  All of it: https://pitwall.example/alerts?group=f00dfacecafe0001',
    ]);
  });

  it('says how long it was when it is over, and no longer how to acknowledge it', () => {
    const text = composeLines(sampleResolved()).join('\n');
    expect(text).toContain('Resolved: The feed of games stands still');
    expect(text).toContain('over at 2026-11-22 03:58:20 UTC after 58.3m');
    expect(text).not.toContain('Acknowledge');
  });

  it('says of whom it takes the place, and how many more there are', () => {
    const alerts = Array.from({ length: 12 }, (_, index) => sampleAlert({ title: `Number ${index}` }));
    const instead = { of: 'slack-oncall', because: 'it did not answer' };
    const text = composeLines(sampleMessage({ alerts, more: 3, instead })).join('\n');
    expect(text).toContain('  Instead of: slack-oncall, because it did not answer');
    expect(text).toContain('Number 9, critical');
    expect(text).not.toContain('Number 10');
    expect(text).toContain('  and 5 more');
  });

  it('neither moves the cursor, nor begins a line, nor commands a build server, and ends, whatever is in it', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const lines = composeLines(message);
        expect(lines.length).toBeLessThan(250);
        for (const line of lines) {
          expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]|\u202e/u);
          expect(line).not.toContain('##[');
          expect(line.length).toBeLessThan(6_000);
        }
      }),
      { numRuns: 50 },
    );
    expect(composeLines(sampleMessage({ title: '\u001b[2J##[error]x\ny' }))[0]).toBe(
      'Alert (critical): ␛[2J# #[error]x␊y',
    );
  });
});
