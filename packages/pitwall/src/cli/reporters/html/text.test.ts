import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html, name, prose, short, shorten, trusted, value, visible } from './text.ts';

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc
    .array(
      fc.constantFrom(
        '<',
        '>',
        '"',
        "'",
        '&',
        '`',
        '\u202e',
        '\u001b[31m',
        '\0',
        '</style>',
        '<!--',
        '\ud800',
        '\n',
        '&lt;',
        '##[',
      ),
    )
    .map((parts) => parts.join('')),
);

describe('html', () => {
  it('lets no character of a text open a tag, an attribute or an entity', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const inside = html`${text}`.markup;
        expect(inside.replace(/&(amp|lt|gt|quot|#3[59]);/g, '')).not.toMatch(/[<>"'&]/);
      }),
    );
  });

  it('puts markup of its own in as it is and leaves out what is absent', () => {
    const rows = [html`<li>${1}</li>`, html`<li>${'<'}</li>`];
    expect(html`<ul>${rows}</ul>${undefined}${null}${false}${trusted('<hr>')}`.markup).toBe(
      '<ul><li>1</li><li>&lt;</li></ul><hr>',
    );
  });
});

describe('visible', () => {
  it('leaves nothing that cannot be seen', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(visible(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u00a0\u3164]/u);
      }),
    );
  });

  it('names what it shows', () => {
    expect(visible('a\nb\tc\u001b[31m\u202egpj\u00a0\u200b\ud800')).toBe(
      'a↵b⇥c[U+001B][31m[U+202E]gpj[U+00A0][U+200B][U+D800]',
    );
  });

  it('leaves words of any language alone', () => {
    expect(visible('試合 مباراة Größe 🏀')).toBe('試合 مباراة Größe 🏀');
  });
});

describe('shorten', () => {
  it('never gives more characters than allowed and never cuts one in two', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.integer({ min: 1, max: 20 }), (text, limit) => {
        const shown = shorten(text, limit);
        expect([...shown].length).toBeLessThanOrEqual(limit);
        expect(shown.isWellFormed()).toBe(text.isWellFormed());
        if ([...text].length <= limit) expect(shown).toBe(text);
      }),
    );
  });

  it('keeps the whole text in the title', () => {
    expect(short('abcdefgh', 5).markup).toBe('<bdi title="abcdefgh">abcd…</bdi>');
    expect(short('abcde', 5).markup).toBe('<bdi>abcde</bdi>');
  });
});

describe('value', () => {
  it('tells a missing value, an empty text and spaces at the ends apart', () => {
    expect(value(null).markup).toBe('<em>missing</em>');
    expect(value('').markup).toBe('<em>empty text</em>');
    expect(value(' a b  ').markup).toContain('␣a b␣␣');
    expect(value('   ').markup).toContain('>␣␣␣<');
  });

  it('says so where a name is empty', () => {
    expect(name('').markup).toBe('<em>(no name)</em>');
  });
});

describe('prose', () => {
  it('shows code in backticks and keeps new lines', () => {
    expect(prose('Widen `min <b>`\nor wait').markup).toBe('Widen <code>min &lt;b&gt;</code><br>or wait');
  });
});
