import { describe, expect, it } from 'vitest';
import { errorCodes } from '../core/errors.ts';
import { statusByCode } from './problem.ts';
import { useServers } from './testing/bench.ts';

const servers = useServers();

describe('the pages of problems', () => {
  it('are where each refusal points to, for everybody', async () => {
    const { ask, serving } = await servers.start();
    const { type } = (await (await ask('/api/v1/nothing')).json()) as { type: string };
    expect(type).toBe('/problems/request.unknown');
    const page = await fetch(`${serving.address}${type}`);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await page.text()).toContain('There is nothing at this path.');
  });

  it('list every code that has a status, and each has one of its own', async () => {
    const { serving } = await servers.start();
    const list = await (await fetch(`${serving.address}/problems`)).text();
    const codes = errorCodes.filter((code) => code in statusByCode);
    expect(codes.length).toBeGreaterThan(30);
    for (const code of [...codes, 'server.failed']) {
      expect(list).toContain(`href="/problems/${code}"`);
      const page = await fetch(`${serving.address}/problems/${code}`);
      expect(page.status, code).toBe(200);
      expect(await page.text()).toContain(String(statusByCode[code] ?? 500));
    }
    expect(list).not.toContain('/problems/config.gone');
    expect((await fetch(`${serving.address}/problems/<script>`)).status).toBe(404);
  });
});
