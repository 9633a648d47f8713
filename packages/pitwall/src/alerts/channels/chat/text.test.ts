import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoted } from './answer.ts';
import { fit, oneLine, webLink } from './text.ts';

const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));

describe('a text that is fitted', () => {
  const doubled = (character: string): string => `${character}${character}`;

  it('is never longer than its room, says where it was cut, and never ends in the middle of an escape', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 30 }), (text, most) => {
        const fitted = fit(text, most, doubled);
        const whole = [...text].map(doubled).join('');
        expect(fitted.length).toBeLessThanOrEqual(most);
        if (whole.length <= most) expect(fitted).toBe(whole);
        else expect(whole.startsWith(fitted.slice(0, -1)) && fitted.endsWith('…')).toBe(true);
        expect([...fitted.replace(/…$/, '')].length % 2 === 0 || whole.length <= most).toBe(true);
      }),
    );
  });
});

describe('a text in one line', () => {
  it('has no control characters, no marks that turn it around and no halves of characters', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(oneLine(text)).not.toMatch(/(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
    );
    expect(oneLine('a\r\n\tb')).toBe('a b');
    expect(oneLine(`x${'\u0301'.repeat(100)}`)).toBe(`x${'\u0301'.repeat(3)}`);
    expect(oneLine(`${'x'.repeat(3_999)}🏀`)).toBe(`${'x'.repeat(3_999)}…`);
  });
});

describe('an address for a button', () => {
  it.each([
    ['https://pitwall.example/a b', 'https://pitwall.example/a%20b'],
    ['http://10.0.0.1:4000/', 'http://10.0.0.1:4000/'],
    ['javascript:alert(1)', undefined],
    ['https://pitwall.example@evil.example/', undefined],
    ['/alerts', undefined],
    [`https://pitwall.example/${'x'.repeat(100)}`, undefined],
    [null, undefined],
  ])('%s is %s', (text, url) => {
    expect(webLink(text, 100)).toBe(url);
  });
});

describe('what a service said', () => {
  it('is told without the parts of an address that are secrets, however they are written', () => {
    const url = 'https://hooks.example.com/services/T0/B0/XSECRETX1234?sig=a%2Bb%2FcXSECRETX';
    for (const said of [url, '/services/T0/B0/XSECRETX1234', 'sig a%2Bb%2FcXSECRETX', 'sig a+b/cXSECRETX']) {
      expect(quoted(`I do not know ${said}.`, [url])).toMatch(/^I do not know .*…/);
      expect(quoted(`I do not know ${said}.`, [url])).not.toContain('XSECRETX');
    }
    expect(quoted('no_service', [url])).toBe('no_service');
    expect(quoted('x'.repeat(1_000), []).length).toBe(200);
  });
});
