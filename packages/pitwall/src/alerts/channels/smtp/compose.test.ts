import fc from 'fast-check';
import { createTransport } from 'nodemailer';
import { describe, expect, it } from 'vitest';
import { anyMessage, sampleAlert, sampleMessage } from '../../testing/sample-messages.ts';
import { composeLetter } from './compose.ts';

const own = { key: 'ab'.repeat(32), domain: 'courtside.example' };

describe('what a mail says', () => {
  it('adds no header, no tag and no link of its own, and ends, whatever is in it', async () => {
    const transport = createTransport({ streamTransport: true, buffer: true });
    await fc.assert(
      fc.asyncProperty(anyMessage, async (message) => {
        const letter = composeLetter(message, own);
        expect(letter.subject).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u);
        expect(letter.subject.length).toBeLessThanOrEqual(200);
        expect(Buffer.byteLength(letter.text)).toBeLessThan(400_000);
        expect(Buffer.byteLength(letter.html)).toBeLessThan(2_000_000);
        const tags = letter.html.match(/<\/?[^>]*>/g) ?? [];
        for (const tag of tags) {
          expect(tag).toMatch(
            /^<(!doctype html|\/?(html|head|title|body|h2|h3|p|b|a|hr|br|meta)( [a-z]+="[^"<>]*")?)>$/,
          );
        }
        for (const [, href = ''] of letter.html.matchAll(/href="([^"]*)"/g)) expect(href).toMatch(/^https?:\/\//i);
        const { message: raw } = await transport.sendMail({ ...letter, from: 'a@b.example', to: 'ann@example.com' });
        const head = String(raw).split('\r\n\r\n', 1)[0] ?? '';
        expect(head).not.toMatch(/^(Bcc|Cc):/im);
        expect(head.match(/^To:/gm)).toHaveLength(1);
      }),
      { numRuns: 25 },
    );
  });

  it('is cut with a link where it is a megabyte', () => {
    const letter = composeLetter(sampleMessage({ alerts: [sampleAlert({ summary: 'x'.repeat(1_000_000) })] }), own);
    expect(letter.text).toContain(`(cut; the whole: ${sampleMessage().url})`);
    expect(letter.text.length).toBeLessThan(10_000);
    expect(letter.text).toContain('What to do: Start the feed again');
  });

  it('does not lead anywhere but to the web', () => {
    const { html } = composeLetter(sampleMessage({ alerts: [sampleAlert({ runbook: 'javascript:alert(1)' })] }), own);
    expect(html).not.toContain('href="javascript');
    expect(html).toContain('javascript:alert(1)');
    expect(html).toContain('href="https://pitwall.example/alerts/a1b2c3d4e5f60718"');
  });
});
