import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { connect as connectPlain } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { PitwallError } from '../../core/errors.ts';
import type { TlsConfig } from '../config.ts';
import { readCertificate } from './certificate.ts';
import { followCertificate } from './follow-certificate.ts';
import { hasOpenssl, type Pair, useFolders, writePair } from './testing/certificates.ts';
import { sendRaw, type TestDoor, useDoors } from './testing/doors.ts';

const folders = useFolders();
afterEach(folders.removeAll);
const open = useDoors();

// certificates are made later than this line is read
const now = Date.now() + 60_000;
const configOf = (pair: Pair, more: Partial<TlsConfig> = {}): TlsConfig => ({ ...pair, minimum: 'TLSv1.2', ...more });
const read = (pair: Pair, more: Partial<TlsConfig> = {}) => readCertificate(configOf(pair, more), '/', now);

const refusal = async (promise: Promise<unknown>): Promise<PitwallError> => {
  const reason = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (reason instanceof PitwallError) return reason;
  throw new Error('It was not refused.', { cause: reason });
};

/** What a client that trusts this certificate is answered. */
function ask(port: number, { certificate }: Pair, options: { readonly maxVersion?: 'TLSv1.1' | 'TLSv1.2' } = {}) {
  const ca = readFileSync(certificate);
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; text: string; peer: string }>(
    (resolve, reject) => {
      const asked = request(
        {
          ...{ host: '127.0.0.1', port, path: '/x', ca, agent: false, ...options },
          // the old versions are off in the engine, unless one insists
          ...(options.maxVersion === 'TLSv1.1' ? { minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } : {}),
        },
        (response) => {
          const peer = (response.socket as TLSSocket).getPeerX509Certificate()?.fingerprint256 ?? '';
          let text = '';
          response.setEncoding('utf8').on('data', (chunk: string) => {
            text += chunk;
          });
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, text, peer }),
          );
        },
      );
      asked.on('error', reject).end();
    },
  );
}

async function openWith(pair: Pair, config: Readonly<Record<string, unknown>> = {}): Promise<TestDoor> {
  return open({ certificate: await read(pair), config });
}

describe.skipIf(!hasOpenssl)('TLS (skipped where there is no openssl to make certificates)', () => {
  it('encrypts, says so in its address, and tells those behind it', async () => {
    const pair = writePair(folders.make(), 'a');
    const door = await openWith(pair);
    expect(door.listening.address).toBe(`https://127.0.0.1:${door.port}`);
    const answer = await ask(door.port, pair);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toMatchObject({ secure: true, url: `https://127.0.0.1:${door.port}/x` });
    expect(answer.peer).toBe((await read(pair)).fingerprint);
  });

  it('is not spoken in a version that is too old, and plain text is not answered', async () => {
    const pair = writePair(folders.make(), 'a');
    const door = await openWith(pair);
    await expect(ask(door.port, pair, { maxVersion: 'TLSv1.1' })).rejects.toThrow(/version|alert/i);
    expect((await ask(door.port, pair, { maxVersion: 'TLSv1.2' })).status).toBe(200);
    const newest = await open({ certificate: await read(pair, { minimum: 'TLSv1.3' }) });
    await expect(ask(newest.port, pair, { maxVersion: 'TLSv1.2' })).rejects.toThrow(/version|alert/i);
    const plain = await sendRaw(door.port, 'GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n');
    expect(plain.answers.every(({ status }) => status === 400)).toBe(true);
    expect(plain.isClosed).toBe(true);
    expect(door.reached).toEqual(['GET /x']);
  });

  it('is asked of browsers from then on, but not of an address, and never without encryption', async () => {
    const pair = writePair(folders.make(), 'a');
    const hosts = ['pitwall.test'];
    const hstsOf = async (door: TestDoor, host: string) => {
      const socket = connect({ port: door.port, host: '127.0.0.1', rejectUnauthorized: false });
      const bytes = `GET /x HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
      const { answers } = await sendRaw(door.port, bytes, { socket });
      return answers[0]?.headers['strict-transport-security'];
    };
    const door = await openWith(pair, { hosts });
    expect(await hstsOf(door, 'pitwall.test')).toBe('max-age=2592000');
    expect(await hstsOf(door, 'localhost')).toBeUndefined();
    expect(await hstsOf(door, '127.0.0.1')).toBeUndefined();
    door.configure({ hosts, hsts: 'never' });
    expect(await hstsOf(door, 'pitwall.test')).toBeUndefined();
    const plain = await open({ config: { hosts } });
    const { answers } = await sendRaw(plain.port, 'GET /x HTTP/1.1\r\nHost: pitwall.test\r\nConnection: close\r\n\r\n');
    expect(answers[0]?.headers).not.toHaveProperty('strict-transport-security');
  });

  it('goes on with a new certificate, while who is there keeps the old connection', async () => {
    const folder = folders.make();
    const [first, second] = [writePair(folder, 'a'), writePair(folder, 'b')];
    const inForce = { certificate: `${folder.path}/live.crt`, key: `${folder.path}/live.key` };
    const put = ({ certificate, key }: Pair): void => {
      copyFileSync(certificate, inForce.certificate);
      copyFileSync(key, inForce.key);
    };
    put(first);
    const door = await openWith(inForce);
    const said: string[] = [];
    const followed = followCertificate(configOf(inForce), {
      tls: () => configOf(inForce),
      home: () => '/',
      now: () => now,
      say: (event, details) => void said.push(`${event} ${details}`),
      use: door.listening.useCertificate,
      everyMilliseconds: 1e6,
    });
    const old = connect({ port: door.port, host: '127.0.0.1', rejectUnauthorized: false });
    await new Promise((resolve) => old.once('secureConnect', resolve));
    const before = old.getPeerX509Certificate()?.fingerprint256;
    await followed.look();
    expect([said, before]).toEqual([[], (await read(first)).fingerprint]);

    writeFileSync(inForce.key, readFileSync(second.key));
    await followed.look();
    expect(said).toEqual([expect.stringMatching(/^kept the certificate as it was, .*found the key of another one/)]);
    expect((await ask(door.port, first)).status).toBe(200);
    await followed.look();
    expect(said).toHaveLength(1);

    put(second);
    await followed.look();
    expect(said[1]).toMatch(/^certificate taken anew, with the fingerprint ([0-9A-F]{2}:){31}/);
    expect((await ask(door.port, second)).peer).toBe((await read(second)).fingerprint);
    await expect(ask(door.port, first)).rejects.toThrow(/self-signed|certificate/);
    const { answers } = await sendRaw(door.port, 'GET /old HTTP/1.1\r\nHost: localhost\r\n\r\n', { socket: old });
    expect(answers.map(({ status }) => status)).toEqual([200]);
    followed.stop();
  });

  it('T19: is not waited for by who is silent in the handshake', async () => {
    const pair = writePair(folders.make(), 'a');
    const door = await open({ certificate: await read(pair), timeouts: { headersMilliseconds: 200 } });
    const silent = connectPlain(door.port, '127.0.0.1');
    await new Promise((resolve) => silent.once('close', resolve));
    expect((await ask(door.port, pair)).status).toBe(200);
  });

  it('tells what is wrong with the files', async () => {
    const folder = folders.make();
    const [one, other] = [writePair(folder, 'a'), writePair(folder, 'b')];
    const secret = writePair(folder, 'c', { passphrase: 'box box' });
    const file = (name: string, text: string): string => {
      writeFileSync(`${folder.path}/${name}`, text);
      return `${folder.path}/${name}`;
    };
    const cut = readFileSync(one.certificate, 'utf8').slice(0, 200);
    const cases: readonly (readonly [Pair, Partial<TlsConfig>, RegExp])[] = [
      [{ ...one, certificate: `${folder.path}/none.crt` }, {}, /none\.crt: expected a certificate, .*ENOENT/],
      [{ ...one, key: folder.path }, {}, /its private key, .*EISDIR/],
      [{ ...one, certificate: file('empty', '') }, {}, /certificate as PEM, found an empty file/],
      [{ ...one, certificate: file('der', '\u0030\u0082') }, {}, /certificate as PEM, found something else/],
      [{ ...one, certificate: file('cut', cut) }, {}, /certificate as PEM, found certificate that cannot be read/],
      [{ ...one, certificate: one.key }, {}, /certificate as PEM, found private key/],
      [{ ...one, key: one.certificate }, {}, /private key as PEM, found certificate/],
      [{ certificate: one.certificate, key: other.key }, {}, /the key that belongs to it, found the key of another/],
      [secret, {}, /encrypted and no passphrase\. Give its passphrase/],
      [secret, { passphrase: 'wrong one' }, /encrypted with another passphrase/],
    ];
    for (const [pair, more, text] of cases) {
      const error = await refusal(read(pair, more));
      expect([error.code, error.message]).toEqual(['server.certificate', expect.stringMatching(text)]);
      expect(JSON.stringify([error.message, String(error.cause)])).not.toMatch(/wrong one|box box/);
    }
    expect((await read(secret, { passphrase: 'box box' })).warning).toBeUndefined();
  });

  it('warns of a certificate that is over or is not valid yet, and serves with it', async () => {
    const pair = writePair(folders.make(), 'a', { days: 1 });
    const day = 86_400_000;
    const at = (time: number) => readCertificate(configOf(pair), '/', time);
    expect((await at(now)).warning).toBeUndefined();
    expect((await at(now + 3 * day)).warning).toMatch(/is over since/);
    expect((await at(now - 2 * day)).warning).toMatch(/is not valid before/);
  });

  it('finds files from the folder of the configuration', async () => {
    const folder = folders.make();
    writePair(folder, 'a');
    const tls = configOf({ certificate: 'a.crt', key: 'a.key' });
    expect((await readCertificate(tls, folder.path, now)).fingerprint).toMatch(/^[0-9A-F]{2}(:[0-9A-F]{2}){31}$/);
  });
});
