import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Bench, useServers } from '../../../http/testing/bench.ts';
import { findChromium, launchChromium, noChromium } from '../../../testing/chromium.ts';
import { useCommandLine } from '../../in-process.suite.ts';

const servers = useServers();
const { pitwall, write } = useCommandLine();

const config = {
  models: {
    churn: {
      task: 'binary',
      prediction: 'prediction',
      label: 'label',
      personal: { subject: 'customer', columns: ['email'] },
    },
  },
};

const asker = (bench: Bench) => (typed: string) =>
  pitwall(typed, { env: { PITWALL_SERVER: bench.serving.address, PITWALL_TOKEN: bench.keys.token } });

async function started(): Promise<Bench> {
  const bench = await servers.start({ config });
  const rows = ['zelda', 'bob', 'zelda'].map((customer, id) =>
    JSON.stringify({ id, prediction: 0.5, features: { customer, email: `${customer}@example.org` } }),
  );
  await bench.send('/api/v1/models/churn/predictions', rows.join('\n'));
  await bench.server.events.settled();
  return bench;
}

/** A file of the folder that commands are given in. */
const inHome = (name: string): string => join(dirname(write('here', '')), name);

describe('pitwall erase, export, hold and release', () => {
  it('hand out what there is of a person, refuse while it is held, then erase it and show the certificate', async () => {
    const ask = asker(await started());
    expect((await ask('erase --subject person:zelda --dry-run')).out).toContain('There is: 2 predictions, 0 labels');
    mkdirSync(inHome('of-zelda'));
    expect(await ask('export --subject person:zelda --output of-zelda')).toMatchObject({
      code: 0,
      said: '2 records in of-zelda.\n',
    });
    const manifest = JSON.parse(readFileSync(inHome('of-zelda/manifest.json'), 'utf8'));
    const predictions = readFileSync(inHome('of-zelda/prediction.jsonl'));
    expect(manifest.files.prediction).toEqual({
      records: 2,
      sha256: createHash('sha256').update(predictions).digest('hex'),
    });
    expect((await ask('export --subject person:zelda')).out.trim().split('\n')).toHaveLength(3);

    const held = await ask('hold --subject person:zelda --reason case-7');
    const [, hold = ''] = /Held: (h-[0-9a-f]{12})\./.exec(held.out) ?? [];
    expect((await ask('hold')).out).toContain(`${hold}  person:zelda`);
    expect(await ask('erase --subject person:zelda')).toMatchObject({
      code: 2,
      said: expect.stringContaining('privacy.held'),
    });
    expect(await ask(`release ${hold}`)).toMatchObject({ code: 0 });

    const erased = await ask('erase --subject person:zelda --reason request-12 --output certificate.json');
    expect(erased).toMatchObject({ code: 0, out: expect.stringContaining('Erased: 2 predictions, 0 labels') });
    expect(JSON.parse(readFileSync(inHome('certificate.json'), 'utf8'))).toMatchObject({
      certificate: { events: { predictions: 2 } },
    });
    expect(await ask('erase --subject person:zelda')).toEqual({
      code: 0,
      out: 'There is nothing of them here.\n',
      said: '',
    });
  });

  it('say what is missing, and leave no file of an export that was refused', async () => {
    const ask = asker(await started());
    expect((await ask('erase')).said).toContain('--subject');
    expect((await ask('hold --subject person:zelda')).said).toContain('--reason');
    expect((await ask('release h-none')).said).toContain('privacy.missing');
    expect(await ask('export --subject nobody --output none.jsonl')).toMatchObject({
      code: 2,
      said: expect.stringContaining('privacy.subject'),
    });
    expect(existsSync(inHome('none.jsonl'))).toBe(false);
  });
});

describe('pitwall compliance report', () => {
  it('is written as Markdown, JSON and a page, and refuses what is no time and no kind', async () => {
    const bench = await started();
    const ask = asker(bench);
    await ask('erase --subject person:zelda --reason request-12');
    bench.clock.now += 1;
    const { out } = await ask('compliance report --kind gdpr');
    expect(out).toContain('# GDPR-style register and requests of persons');
    expect(out).toContain('| churn | not recorded | customer | email | 180d |');
    const json = JSON.parse((await ask('compliance report --kind sox --format json')).out);
    expect(json.audit).toMatchObject({ sound: true });
    expect((await ask('compliance report --kind gdpr --format html --output gdpr.html')).said).toContain('gdpr.html');
    expect(readFileSync(inHome('gdpr.html'), 'utf8')).toContain('Register of processing');
    expect((await ask('compliance report --kind pci')).code).toBe(2);
    expect((await ask('compliance report')).said).toContain('--kind');
    expect((await ask('compliance report --kind gdpr --from yesterday')).said).toContain('2026-01-31');
    const backwards = await ask('compliance report --kind gdpr --from 2026-02-01 --to 2026-01-01');
    expect(backwards.said).toContain('compliance.period');
  });

  const executable = findChromium();

  it.skipIf(executable === undefined)(
    `is a page that fits a telephone, in light and dark${executable ? '' : ` (skipped: ${noChromium})`}`,
    async () => {
      const bench = await started();
      const ask = asker(bench);
      await ask('compliance report --kind sox --format html --output sox.html');
      const browser = await launchChromium(executable ?? '');
      try {
        for (const colorScheme of ['light', 'dark'] as const) {
          const page = await browser.newPage({ viewport: { width: 390, height: 844 }, colorScheme });
          await page.goto(`file://${inHome('sox.html')}`);
          expect(await page.locator('html').evaluate((root) => root.scrollWidth)).toBe(390);
          expect(await page.locator('section.dataset').count()).toBe(6);
          await page.close();
        }
      } finally {
        await browser.close();
      }
    },
    60_000,
  );
});
