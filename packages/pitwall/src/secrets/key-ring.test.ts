import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { PitwallError } from '../core/errors.ts';
import { realWorld } from '../server/world.ts';
import { createFolder, type Folder } from '../testing/data-files.ts';
import { secretsSchema } from './config.ts';
import { readEnvelope } from './envelope.ts';
import { keyFileDates, keyFileOf } from './key-file.ts';
import { type KeyRing, type KeyRingOptions, openKeyRing } from './key-ring.ts';

const folders: Folder[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});
const place = (): string => {
  const folder = createFolder();
  folders.push(folder);
  return folder.path;
};

type Asked = Partial<Omit<KeyRingOptions, 'config'>> & { readonly keys?: unknown };
const open = ({ keys, ...options }: Asked = {}): Promise<KeyRing> =>
  openKeyRing({
    folder: options.folder ?? place(),
    config: secretsSchema.parse(keys === undefined ? {} : { keys }),
    env: {},
    world: realWorld,
    ...options,
  });

const newKey = (): string => randomBytes(32).toString('base64');
const refusal = async (options: Asked): Promise<PitwallError> => {
  try {
    await open(options);
  } catch (error) {
    return error as PitwallError;
  }
  throw new Error('Expected a refusal.');
};
const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return (error as PitwallError).code;
  }
  return 'none';
};

describe('an envelope', () => {
  it('opens to what was sealed, for any bytes and any context', async () => {
    const ring = await open();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.string(), (plain, context) => {
        expect(ring.open(ring.seal(plain, context), context)).toEqual(Buffer.from(plain));
      }),
    );
  });

  it('T28: does not open in another context, so that swapped rows and columns are found', async () => {
    const ring = await open();
    const [a, b] = [ring.seal(Buffer.from('one'), 'secret/a/value'), ring.seal(Buffer.from('two'), 'secret/b/value')];
    expect(codeOf(() => ring.open(a, 'secret/b/value'))).toBe('secret.context');
    expect(codeOf(() => ring.open(b, 'secret/a/value'))).toBe('secret.context');
    expect(codeOf(() => ring.open(a, 'secret/a/other'))).toBe('secret.context');
    ring.addKey();
    expect(codeOf(() => ring.rewrap(a, 'secret/b/value'))).toBe('secret.context');
  });

  it('with one bit flipped anywhere opens never, and never answers what it was given', async () => {
    const ring = await open();
    const text = ring.seal(Buffer.from('a secret of some length'), 'here');
    const bytes = Buffer.from(text, 'latin1');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(
        codeOf(() => ring.open(changed.toString('latin1'), 'here')),
        `bit ${bit}`,
      ).toMatch(/^secret\./);
    }
  });

  it('with one bit of its bytes flipped opens never, whatever it holds', async () => {
    const ring = await open();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(), (plain, seed) => {
        const text = ring.seal(plain, 'here');
        const head = text.slice(0, text.lastIndexOf('.') + 1);
        const bytes = Buffer.from(text.slice(head.length), 'base64url');
        const bit = seed % (bytes.length * 8);
        bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(codeOf(() => ring.open(`${head}${bytes.toString('base64url')}`, 'here'))).toMatch(/^secret\./);
      }),
    );
  });

  it.each(['', 'plain text', 'sealed.', 'sealed.0123456789abcdef.', 'sealed.0123456789abcdef.AAAA', 'sealed..x', '\0'])(
    'is not %j',
    async (text) => {
      const ring = await open();
      expect(codeOf(() => ring.open(text, 'here'))).toBe('secret.damaged');
      expect(codeOf(() => ring.keyOf(text))).toBe('secret.damaged');
    },
  );

  it('that is cut short at any place does not open', async () => {
    const ring = await open();
    const text = ring.seal(Buffer.from('secret'), 'here');
    for (let end = 0; end < text.length; end += 1) {
      expect(codeOf(() => ring.open(text.slice(0, end), 'here'))).toMatch(/^secret\./);
    }
  });

  it('of a newer version is told as such', async () => {
    const ring = await open();
    const text = ring.seal(Buffer.from('secret'), 'here');
    const bytes = Buffer.from(text.slice(24), 'base64url');
    bytes[0] = 2;
    expect(codeOf(() => ring.open(`${text.slice(0, 24)}${bytes.toString('base64url')}`, 'here'))).toBe('secret.newer');
  });

  it('T28: uses a nonce and a data key once only, over a hundred thousand envelopes', async () => {
    const ring = await open();
    const seen = new Set<string>();
    const rounds = 100_000;
    const plain = Buffer.from('x');
    for (let round = 0; round < rounds; round += 1) {
      const { wrapped, body } = readEnvelope(ring.seal(plain, 'here'));
      seen.add(wrapped.toString('latin1', 0, 12));
      seen.add(body.toString('latin1', 0, 12));
      // the same key wrapped twice would still differ; the same text under the same key and nonce would not
      seen.add(body.toString('latin1', 12));
    }
    expect(seen.size).toBe(3 * rounds);
  }, 60_000);
});

describe('keys of our own', () => {
  it('are made at the first start, for nobody else to read, and are the same at the next', async () => {
    const folder = join(place(), 'data');
    const first = await open({ folder });
    expect(statSync(keyFileOf(folder)).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const text = first.seal(Buffer.from('kept'), 'here');
    const second = await open({ folder });
    expect(second.keys).toEqual([first.current]);
    expect(second.open(text, 'here').toString()).toBe('kept');
    expect([...keyFileDates(folder).keys()]).toEqual([first.current]);
  });

  it('that are gone while something is sealed are asked for by id, and no new one is made', async () => {
    const folder = place();
    const id = (await open({ folder })).current;
    rmSync(keyFileOf(folder));
    const error = await refusal({ folder, needed: [id] });
    expect(error.code).toBe('secret.key_missing');
    expect(error.message).toContain(id);
    expect(existsSync(keyFileOf(folder))).toBe(false);
  });

  it('T28: that are those of another data directory are refused', async () => {
    const [mine, other] = [place(), place()];
    const id = (await open({ folder: mine })).current;
    await open({ folder: other });
    writeFileSync(keyFileOf(mine), readFileSync(keyFileOf(other)));
    expect((await refusal({ folder: mine, needed: [id] })).code).toBe('secret.key_missing');
  });

  it.each([
    ['others', 0o604],
    ['the group', 0o640],
  ])('that %s may read are refused', async (_, mode) => {
    const folder = place();
    await open({ folder });
    chmodSync(keyFileOf(folder), mode);
    const error = await refusal({ folder });
    expect([error.code, error.problem]).toEqual(['secret.key_exposed', expect.stringContaining(mode.toString(8))]);
  });

  it('in a file that is cut short, changed or of a newer version are refused, without a word of what it holds', async () => {
    const folder = place();
    await open({ folder });
    const file = keyFileOf(folder);
    const whole = readFileSync(file, 'utf8');
    const key = /"key": "([^"]+)"/.exec(whole)?.[1] ?? '';
    const contents = [
      whole.slice(0, -20),
      '',
      '[]',
      whole.replace(/"id": "./, '"id": "x'),
      whole.replace(key, newKey()),
      whole.replace('"version": 1', '"version": 2'),
      whole.replace(key, key.slice(0, 20)),
    ];
    const codes: string[] = [];
    for (const content of contents) {
      writeFileSync(file, content);
      const error = await refusal({ folder });
      codes.push(error.code);
      expect(error.message).not.toContain(key.slice(0, 8));
    }
    expect(codes.slice(0, 6)).toEqual([...Array(5).fill('secret.damaged'), 'secret.newer']);
    expect(codes[6]).toBe('secret.key_invalid');
  });

  it('get a new one before the others, and what was sealed with the old one still opens', async () => {
    const folder = place();
    const ring = await open({ folder });
    const old = ring.current;
    const text = ring.seal(Buffer.from('kept'), 'here');
    const id = ring.addKey();
    expect(ring.keys).toEqual([id, old]);
    expect(ring.open(text, 'here').toString()).toBe('kept');
    const wrapped = ring.rewrap(text, 'here');
    expect([ring.keyOf(wrapped), ring.keyOf(text)]).toEqual([id, old]);
    expect(readEnvelope(wrapped).body).toEqual(readEnvelope(text).body);
    expect(ring.rewrap(wrapped, 'here')).toBe(wrapped);
    ring.dropKey(old);
    expect(ring.open(wrapped, 'here').toString()).toBe('kept');
    expect(codeOf(() => ring.open(text, 'here'))).toBe('secret.key_missing');
    expect((await open({ folder })).keys).toEqual([id]);
  });

  it('that another process rotated in the middle of a request are found', async () => {
    const folder = place();
    const [here, there] = [await open({ folder }), await open({ folder })];
    there.addKey();
    const text = there.seal(Buffer.from('new'), 'here');
    expect(here.keys).toHaveLength(1);
    expect(here.open(text, 'here').toString()).toBe('new');
    expect(here.current).toBe(there.current);
  });

  it('are for one purpose each, and stay the same after a rotation where they are asked for by id', async () => {
    const ring = await open();
    const old = ring.current;
    const before = ring.derive('cookies');
    expect(before).toHaveLength(32);
    expect(ring.derive('tokens')).not.toEqual(before);
    ring.addKey();
    expect(ring.derive('cookies')).not.toEqual(before);
    expect(ring.derive('cookies', old)).toEqual(before);
    expect(codeOf(() => ring.derive('cookies', '0'.repeat(16)))).toBe('secret.key_missing');
  });
});

describe('configured keys', () => {
  it('come from a variable, a file and a program, and the first is the current one', async () => {
    const folder = place();
    const keys = [newKey(), newKey(), newKey(), randomBytes(40).toString('hex')];
    const file = join(folder, 'key');
    writeFileSync(file, `# of last year\n${keys[1]}\n\n${keys[2]}\n`, { mode: 0o600 });
    const ring = await open({
      folder,
      env: { KEY: keys[0], PATH: process.env.PATH },
      keys: [{ env: 'KEY' }, { file: 'key' }, { command: [process.execPath, '-e', `console.log('${keys[3]}')`] }],
    });
    expect(ring.keys).toHaveLength(4);
    expect(ring.owned).toBe(false);
    expect(existsSync(keyFileOf(folder))).toBe(false);
    const first = await open({ env: { KEY: keys[0] }, keys: { env: 'KEY' } });
    expect(ring.current).toBe(first.current);
    expect(codeOf(() => ring.addKey())).toBe('secret.rotation');
    expect(codeOf(() => ring.dropKey('x'))).toBe('secret.rotation');
  });

  it.each([
    ['31 bytes', randomBytes(31).toString('base64'), 'at least 32 bytes, found one of 31'],
    ['all zero', Buffer.alloc(32).toString('base64'), 'repeats itself'],
    ['all zero in hex', '00'.repeat(32), 'well-known'],
    ['changeme, again and again', 'changeme'.repeat(8), 'well-known'],
    ['change-me', 'change-me-change-me-change-me-change-me-change-me', 'well-known'],
    ['a default of another product', 'default_secret_key_of_some_other_product_0123456789', 'well-known'],
    ['text as base64', Buffer.from('this is my very secret passphrase, nobody guesses').toString('base64'), 'disguise'],
    ['a sentence', 'correct horse battery staple and some more words', 'as base64 or hex'],
    ['too long', randomBytes(1_100).toString('base64'), 'at most 1024'],
  ])('T11: that are no keys are refused: %s', async (_, text, problem) => {
    const error = await refusal({ env: { KEY: text }, keys: { env: 'KEY' } });
    expect([error.code, error.problem]).toEqual(['secret.key_invalid', expect.stringContaining(problem)]);
    expect(error.message).not.toContain(text.slice(0, 20));
  });

  it.each([
    ['a variable that is not set', { env: 'NOT_SET' }, 'NOT_SET is not set'],
    ['an empty variable', { env: 'EMPTY' }, 'found nothing'],
    ['a file that is not there', { file: 'nowhere' }, 'no such file'],
    ['a folder', { file: '.' }, 'not a file'],
    ['a program that is not there', { command: ['/nowhere/at/all'] }, 'no such program'],
    [
      'a program that fails',
      { command: [process.execPath, '-e', 'console.error("canary");process.exit(3)'] },
      'ended with 3',
    ],
    [
      'a program that prints without end',
      { command: [process.execPath, '-e', 'for(;;)require("fs").writeSync(1,"canary".repeat(99))'] },
      '64 KiB',
    ],
    [
      'a program that hangs',
      { command: [process.execPath, '-e', 'setTimeout(()=>{},60000)'], timeout: '0.3s' },
      'longer than 0.3s',
    ],
    ['a program that says nothing', { command: [process.execPath, '-e', '0'] }, 'found nothing'],
  ])('that cannot be had are asked for: %s', async (_, source, problem) => {
    const error = await refusal({ env: { EMPTY: '' }, keys: source });
    expect([error.code, error.problem]).toEqual(['secret.key_unavailable', expect.stringContaining(problem)]);
    expect(error.message).not.toContain('canary');
  });

  it('T17: are asked of a program without a shell', async () => {
    const folder = place();
    const program = `console.log('${newKey()}')`;
    await open({ folder, keys: { command: [process.execPath, '-e', program, '$(touch pwned)', ';touch pwned'] } });
    expect(existsSync(join(folder, 'pwned'))).toBe(false);
  });

  it('in a file that everybody may read are refused, one for a group is not', async () => {
    const folder = place();
    const file = join(folder, 'key');
    writeFileSync(file, newKey());
    chmodSync(file, 0o644);
    expect((await refusal({ folder, keys: { file: 'key' } })).code).toBe('secret.key_exposed');
    chmodSync(file, 0o640);
    expect((await open({ folder, keys: { file: 'key' } })).keys).toHaveLength(1);
  });

  it('are read anew when the file changed, and stay where that fails', async () => {
    const folder = place();
    mkdirSync(folder, { recursive: true });
    const file = join(folder, 'key');
    const old = newKey();
    writeFileSync(file, old, { mode: 0o600 });
    const ring = await open({ folder, keys: { file: 'key' } });
    const text = ring.seal(Buffer.from('kept'), 'here');
    const before = ring.current;
    writeFileSync(file, 'nonsense');
    await expect(ring.reload()).rejects.toMatchObject({ code: 'secret.key_invalid' });
    expect(ring.current).toBe(before);
    writeFileSync(file, `${newKey()}\n${old}\n`);
    await ring.reload();
    expect(ring.keys).toEqual([ring.current, before]);
    expect(ring.open(text, 'here').toString()).toBe('kept');
  });

  it('go by an id that says nothing of them', async () => {
    const text = newKey();
    const { current } = await open({ env: { KEY: text }, keys: { env: 'KEY' } });
    expect(current).toMatch(/^[0-9a-f]{16}$/);
    expect(createHash('sha256').update(Buffer.from(text, 'base64')).digest('hex')).not.toContain(current);
  });
});
