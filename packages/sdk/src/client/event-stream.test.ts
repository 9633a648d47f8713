import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventReader } from './event-stream.ts';

describe('a stream of events', () => {
  it('is read as the standard says: ids stay, comments are passed over, lines of data are joined', () => {
    const events = eventReader();
    expect(
      events.read(
        '\ufeff: hello\n\nid: 1\nevent: finding\ndata: a\ndata:b\n\ndata\n\nid\ndata:  c\n\nretry: 20\nretry: x\n',
      ),
    ).toEqual([
      { id: '1', event: 'finding', data: 'a\nb' },
      { id: '1', event: 'message', data: '' },
      { id: '', event: 'message', data: ' c' },
    ]);
    expect(events.retry()).toBe(20);
  });

  it('tells where it stands by a block without data', () => {
    const events = eventReader();
    expect(events.read('id: 41\n\n')).toEqual([]);
    expect(events.lastId()).toBe('41');
  });

  it('is the same however it is cut into pieces and lines are ended', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(), fc.stringMatching(/^[a-z :]{0,8}$/)), { maxLength: 6 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.array(fc.nat(20)),
        (items, end, cuts) => {
          const whole = items.map(([id, data]) => `id: ${id}${end}data: ${data}${end}${end}`).join('');
          const events = eventReader();
          const found = [];
          let at = 0;
          for (const cut of cuts) {
            found.push(...events.read(whole.slice(at, at + cut)));
            at += cut;
          }
          // a line break that a carriage return may only begin is known with the next text
          found.push(...events.read(whole.slice(Math.min(at, whole.length))), ...events.read(': end\n'));
          expect(found).toEqual(items.map(([id, data]) => ({ id: String(id), event: 'message', data })));
        },
      ),
    );
  });

  it('is given up where an event has no end', () => {
    const events = eventReader();
    expect(() => {
      for (let nr = 0; nr < 20; nr += 1) events.read('x'.repeat(1 << 20));
    }).toThrow(/expected an event of at most/);
  });
});
