import { createHash, randomBytes } from 'node:crypto';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { localClient } from '../../cli/connection/local-client.ts';
import { pinnedFetch } from '../../cli/connection/pinned-fetch.ts';
import { loadConfig } from '../../config/load.ts';
import { system } from '../../server/actor.ts';
import { allowLocalAccess, readLocalAccess } from '../../server/local-access.ts';
import { openServer } from '../../server/open.ts';
import { createDoorkeeper } from '../doorkeeper.ts';
import { serve } from '../serve.ts';
import { noon, useServers } from '../testing/bench.ts';
import { readCertificate } from './certificate.ts';
import { hasOpenssl, type Pair, useFolders, writePair } from './testing/certificates.ts';
import { answersIn, type RawAnswer, sendRaw, useDoors } from './testing/doors.ts';

const folders = useFolders();
afterEach(folders.removeAll);
const servers = useServers();
const open = useDoors();

/** Asks again until it is as it should be: files are looked at once a second. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let nr = 0; nr < 100; nr += 1) {
    if (await isSo()) return;
    await pause(50);
  }
  throw new Error('It never was as it should be.');
}

describe.skipIf(!hasOpenssl)('a server with TLS (skipped where there is no openssl to make certificates)', () => {
  function live(): { readonly files: Pair; put(pair: Pair): void; pairs: readonly [Pair, Pair] } {
    const folder = folders.make();
    const files = { certificate: join(folder.path, 'live.crt'), key: join(folder.path, 'live.key') };
    const pairs = [writePair(folder, 'a'), writePair(folder, 'b')] as const;
    const put = ({ certificate, key }: Pair): void => {
      copyFileSync(key, files.key);
      copyFileSync(certificate, files.certificate);
    };
    put(pairs[0]);
    return { files, put, pairs };
  }

  it('is asked from its own machine by the one certificate that it has, also when that is another', async () => {
    const { files, put, pairs } = live();
    const bench = await servers.start({ config: { http: { tls: files } }, models: ['m'] });
    expect(bench.serving.address).toMatch(/^https:\/\/127\.0\.0\.1:/);
    const first = bench.serving.fingerprint();
    const end = await allowLocalAccess(bench.server, bench.folder, bench.serving.address, bench.serving);
    const access = await readLocalAccess(bench.folder);
    expect(access).toMatchObject({ address: bench.serving.address, certificate: first });
    if (!access) throw new Error('It is not there.');
    const client = localClient(access);
    expect((await client.status()).version).toBe('0.0.0-test');
    expect(await client.recordPredictions('m', [{ id: 1, prediction: 1 }])).toMatchObject({ accepted: 1 });
    const body = new Blob([`id,prediction\n${'x,0.5\n'.repeat(1)}`]);
    expect(await client.upload('m', 'predictions', { body, contentType: 'text/csv', wait: true })).toMatchObject({
      accepted: 1,
    });

    put(pairs[1]);
    await until(() => bench.serving.fingerprint() !== first);
    await until(async () => (await readLocalAccess(bench.folder))?.certificate !== first);
    await expect(client.status()).rejects.toThrow(/another certificate/);
    const renewed = await readLocalAccess(bench.folder);
    expect(renewed && (await localClient(renewed).status()).version).toBe('0.0.0-test');
    expect(renewed?.token).toBe(access.token);
    await end();
    expect(await readLocalAccess(bench.folder)).toBeUndefined();
  });

  it('stays at what it has where the new certificate is broken, and takes the next that is not', async () => {
    const { files, put, pairs } = live();
    const bench = await servers.start({ config: { http: { tls: files } } });
    const first = bench.serving.fingerprint() ?? '';
    writeFileSync(files.certificate, 'torn');
    await pause(1_300);
    expect(bench.serving.fingerprint()).toBe(first);
    expect((await pinnedFetch(first)(`${bench.serving.address}/readyz`, {})).status).toBe(200);
    put(pairs[1]);
    await until(() => bench.serving.fingerprint() !== first);
  });

  it('is not started with files that do not fit, and leaves the port free', async () => {
    const { files, pairs } = live();
    copyFileSync(pairs[1].key, files.key);
    await expect(servers.start({ config: { http: { tls: files } } })).rejects.toThrow(/found the key of another one/);
  });

  it('gives its token to nobody who only sits at its place', async () => {
    const { pairs } = live();
    const door = await open({
      certificate: await readCertificate({ ...pairs[0], minimum: 'TLSv1.2' }, '/', 0),
    });
    const other = createHash('sha256').update('other').digest('hex').toUpperCase().match(/../g)?.join(':') ?? '';
    const asked = pinnedFetch(other)(`${door.listening.address}/x`, { headers: { authorization: 'Bearer secret' } });
    await expect(asked).rejects.toThrow(/another certificate/);
    expect(door.reached).toEqual([]);
    const plain = await open();
    const unencrypted = pinnedFetch(other)(plain.listening.address.replace('http:', 'https:'), {});
    await expect(unencrypted).rejects.toThrow();
    expect(plain.reached).toEqual([]);
    const gone = new AbortController();
    gone.abort(new Error('I left'));
    await expect(pinnedFetch(other)(`${door.listening.address}/x`, { signal: gone.signal })).rejects.toThrow('I left');
  });
});

describe('a server', () => {
  const shapes = [
    ...[
      '//api/v1/status',
      '/api//v1/status',
      '/API/v1/status',
      '/Api/V1/Status',
      '/api/v1/status/',
      '/api/v1/status;x',
    ],
    ...['/api;x/v1/status', '/api%2Fv1%2Fstatus', '/api/v1%2fstatus', '/%61pi/v1/status', '/api/v1/../v1/status'],
    ...['/api/v1/%2e%2e/v1/status', '/api/v1/./status', '/x/..;/api/v1/status', '/healthz/../api/v1/status'],
    ...['/healthz%2f..%2fapi%2fv1%2fstatus', '/api/v1/status%00', '/api/v1/status%20', '/api/v1/status.json', '/.env'],
    ...['/api\\v1\\status', '/api/v1/status#x', '/healthz;/api/v1/status', '/healthz?/api/v1/status/../..'],
  ];

  it('T9: answers at a path that is only like one of its own with nothing that needs a token', async () => {
    const bench = await servers.start();
    const port = Number(new URL(bench.serving.address).port);
    for (const path of shapes) {
      for (const method of ['GET', 'HEAD', 'OPTIONS', 'TRACE', 'POST', 'PROPFIND']) {
        const head = `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-HTTP-Method-Override: GET\r\n`;
        const { answers } = await sendRaw(port, `${head}Content-Length: 0\r\n\r\n`, { silence: 5_000 }).catch(
          // an answer to HEAD has the length of what it leaves out
          () => ({ answers: [] }),
        );
        for (const { status, body } of answers) {
          if (path.startsWith('/healthz?') && ['GET', 'HEAD'].includes(method)) expect(status).toBe(200);
          else expect([400, 401, 404, 405, 501], `${method} ${path}`).toContain(status);
          expect(body).not.toContain('0.0.0-test');
        }
      }
      const { answers } = await sendRaw(
        port,
        `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer ${bench.keys.token}\r\n\r\n`,
        { silence: 5_000 },
      );
      // not even with a token is it another way to the same
      expect(
        answers.map(({ status }) => status),
        path,
      ).not.toContain(path.startsWith('/healthz?') ? 404 : 200);
    }
    expect(bench.failures).toEqual([]);
  });

  it('takes limits, names and origins of a configuration that is put in force while it runs', async () => {
    const folder = folders.make();
    const write = (http: string): void => writeFileSync(join(folder.path, 'pitwall.yaml'), `http: ${http}\n`);
    const readLayers = () => loadConfig({ cwd: folder.path, env: {} });
    write('{}');
    const world = { now: () => noon, random: (bytes: number) => randomBytes(bytes) };
    const data = join(folder.path, 'data');
    const server = await openServer({ folder: data, layers: await readLayers(), readLayers, version: '1', world });
    const serving = await serve(server, { host: '127.0.0.1', port: 0 });
    try {
      const port = Number(new URL(serving.address).port);
      const ask = async (): Promise<RawAnswer | undefined> => {
        const head = 'GET /api/v1/status HTTP/1.1\r\nHost: box.example\r\nOrigin: https://dash.example\r\n';
        return (await sendRaw(port, `${head}Connection: close\r\n\r\n`, { silence: 5_000 })).answers[0];
      };
      expect((await ask())?.status).toBe(421);
      const limits = 'limits: { requests_of_address: { per_second: 1, burst: 2 } }';
      write(`{ hosts: [box.example], origins: ['https://dash.example'], ${limits} }`);
      await server.reload(system, 'file');
      const [first, , third] = [await ask(), await ask(), await ask()];
      expect(first).toMatchObject({ status: 401, headers: { 'access-control-allow-origin': 'https://dash.example' } });
      expect(third?.status).toBe(429);
    } finally {
      await serving.stop();
    }
  });

  it('takes the limits of a configuration, but for those that it was given', async () => {
    const bench = await servers.start({ config: { http: { limits: { streams: 7 } } } });
    expect(createDoorkeeper(bench.server).limits).toMatchObject({ streams: 7, readsWaiting: 200 });
    expect(createDoorkeeper(bench.server, { streams: 1 }).limits.streams).toBe(1);
  });

  it('says in each answer that it is not to be framed, sniffed, kept or run', async () => {
    const bench = await servers.start();
    for (const path of ['/', '/readyz', '/api/v1/status', '/api/v1/none', '//x', '/api/v1/openapi.json']) {
      const port = Number(new URL(bench.serving.address).port);
      const { answers } = await sendRaw(port, `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`, {
        silence: 5_000,
      });
      expect(answers[0]?.headers, path).toMatchObject({
        'content-security-policy': expect.stringMatching(/default-src 'none'.*frame-ancestors 'none'/),
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'permissions-policy': expect.stringContaining('camera=()'),
        // with `no-referrer` a browser sends the form of the start page as if from nowhere
        'referrer-policy': path === '/' ? 'strict-origin' : 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'x-request-id': expect.stringMatching(/^[\da-f]{24}$/),
      });
      expect(answers[0]?.headers['content-security-policy'], path).not.toContain('unsafe');
      expect(answers[0]?.headers).not.toHaveProperty('server');
      expect(answers[0]?.headers).not.toHaveProperty('x-powered-by');
    }
  });

  it('is held to well-formed answers by a reader that takes no others', () => {
    expect(() => answersIn(Buffer.from('HTTP/1.1 200 OK\r\nX Y: 1\r\n\r\n'))).toThrow();
    expect(() => answersIn(Buffer.from('HTTP/1.1 200 OK\r\nX: 1'))).toThrow();
    expect(() => answersIn(Buffer.from('hello\r\n\r\n'))).toThrow();
  });
});
