import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe, { type AxeResults } from 'axe-core';
import fc from 'fast-check';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, launchChromium, noChromium } from '../../../testing/chromium.ts';
import { emptyReport, passingReport, reportOf, sampleReport } from '../../../testing/report-sample.ts';
import { driftedReport, steadyReport } from '../drift-report.suite.ts';
import { modelReport, modelWith } from '../model-report.suite.ts';
import { renderHtml } from './index.ts';
import { manyColumnsReport } from './many-columns.suite.ts';
import { shorten, visible } from './text.ts';

const executable = findChromium();
const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '</style></title>',
  "' onclick='x",
  '\u202e',
  '\u001b[31m',
  '<!--',
  '&lt;',
  '`',
  '\0',
];

describe.skipIf(executable === undefined)(
  `The HTML report in Chromium${executable ? '' : ` (skipped: ${noChromium})`}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'pitwall-html-'));
    const pages = {
      sample: renderHtml(sampleReport()),
      passing: renderHtml(passingReport()),
      empty: renderHtml(emptyReport()),
      drifted: renderHtml(driftedReport()),
      steady: renderHtml(steadyReport()),
      models: renderHtml({ ...reportOf([], []), models: [modelWith('accuracy', 'spread_open'), modelReport()] }),
      wide: renderHtml(manyColumnsReport({ columns: 230, failing: 8 })),
    };
    let browser: Browser;

    beforeAll(async () => {
      browser = await launchChromium(executable ?? '');
    });

    afterAll(async () => {
      await browser?.close();
      rmSync(folder, { recursive: true });
    });

    interface View {
      readonly width?: number;
      readonly colorScheme?: 'light' | 'dark';
      readonly javaScriptEnabled?: boolean;
    }

    /** Opens the page as a file and collects what it should not do. */
    async function open(
      markup: string,
      { width = 1280, ...view }: View = {},
    ): Promise<{ page: Page; faults: string[] }> {
      const file = join(folder, 'report.html');
      writeFileSync(file, markup);
      const faults: string[] = [];
      const page = await browser.newPage({ viewport: { width, height: 900 }, ...view });
      page.on('console', (message) => faults.push(`console: ${message.text()}`));
      page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
      page.on('request', (request) => {
        if (request.url() !== pathToFileURL(file).href && !request.url().startsWith('data:'))
          faults.push(`request: ${request.url()}`);
      });
      page.on('dialog', async (dialog) => {
        faults.push(`dialog: ${dialog.message()}`);
        await dialog.dismiss();
      });
      await page.goto(pathToFileURL(file).href);
      return { page, faults };
    }

    for (const colorScheme of ['light', 'dark'] as const) {
      for (const width of [1280, 375]) {
        it(`has no accessibility violation, ${colorScheme}, ${width} pixels wide`, async () => {
          for (const markup of [pages.sample, pages.passing, pages.empty, pages.drifted, pages.steady, pages.models]) {
            const { page, faults } = await open(markup, { colorScheme, width });
            await page.locator('details').evaluateAll((all) => {
              for (const details of all) details.setAttribute('open', '');
            });
            await page.evaluate(axe.source);
            const { violations } = await page.evaluate<AxeResults>('axe.run()');
            expect(
              violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`),
            ).toEqual([]);
            expect(faults).toEqual([]);
            await page.close();
          }
        }, 90_000);
      }
    }

    it('never scrolls sideways, not even at 320 pixels', async () => {
      for (const [name, markup] of Object.entries(pages)) {
        const { page } = await open(markup);
        for (const width of [320, 600, 900, 2_000]) {
          await page.setViewportSize({ width, height: 900 });
          expect([name, width, await page.locator('html').evaluate((root) => root.scrollWidth)]).toEqual([
            name,
            width,
            width,
          ]);
        }
        await page.close();
      }
    });

    it('shows hostile names as they are and runs nothing of them', async () => {
      const text = fc.array(fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: 'binary', maxLength: 8 })), {
        maxLength: 6,
      });
      const names = [
        ...new Set(
          fc.sample(
            text.map((parts) => parts.join('')),
            { numRuns: 150, seed: 7 },
          ),
        ),
      ].filter((one) => one !== '');
      const report = manyColumnsReport({ columns: names.length, failing: 5, name: (index) => names[index] ?? '' });
      const { page, faults } = await open(renderHtml(report));
      const shown = await page
        .locator('article.column h4')
        .evaluateAll((all) => all.map((one) => String(one.textContent)));
      expect(shown.toSorted()).toEqual(names.map((one) => visible(shorten(one, 60))).toSorted());
      expect(await page.locator('img').count()).toBe(0);
      expect(await page.locator('script').count()).toBe(1);
      const attributes = await page
        .locator('*')
        .evaluateAll((all) => all.flatMap((one): string[] => one.getAttributeNames()));
      expect(attributes.filter((one) => /^(on|style)/.test(one))).toEqual([]);
      expect(faults).toEqual([]);
      await page.close();
    });

    it('lets no other script run than its own', async () => {
      const { page, faults } = await open(
        pages.sample.replace('<main', '<script>document.title = "changed"</script><main'),
      );
      expect(await page.title()).not.toBe('changed');
      expect(faults.join()).toContain('Content Security Policy');
      await page.close();
    });

    it('draws its charts in the colours of the scheme', async () => {
      const fills = async (colorScheme: 'light' | 'dark'): Promise<string[]> => {
        const { page } = await open(pages.sample, { colorScheme });
        const found: string[] = [];
        for (const selector of ['.bars .in', '.chart path[fill="var(--bar)"]', '.ring .figure']) {
          found.push(await styleOf(page, selector, 'fill'));
        }
        await page.close();
        return found;
      };
      const [light, dark] = [await fills('light'), await fills('dark')];
      light.forEach((fill, index) => {
        expect(fill).toMatch(/^rgb/);
        expect(dark[index]).toMatch(/^rgb/);
        expect(dark[index]).not.toBe(fill);
      });
    });

    it('draws then as an outline and now filled, in the colours of the scheme', async () => {
      const paints: string[][] = [];
      for (const colorScheme of ['light', 'dark'] as const) {
        const { page, faults } = await open(pages.drifted, { colorScheme });
        for (const picture of ['.drawn', '.paired', '.legend']) {
          expect(await styleOf(page, `${picture} .then`, 'fill')).toBe('none');
          expect(await styleOf(page, `${picture} .now`, 'stroke')).toBe('none');
        }
        expect(await page.locator('img').count()).toBe(0);
        paints.push([await styleOf(page, '.drawn .then', 'stroke'), await styleOf(page, '.drawn .now', 'fill')]);
        expect(faults).toEqual([]);
        await page.close();
      }
      const [light = [], dark = []] = paints;
      expect([...light, ...dark].every((paint) => paint.startsWith('rgb'))).toBe(true);
      expect(new Set([...light, ...dark]).size).toBe(4);
    });

    it.each([
      ['drift', pages.drifted, '.drawn'],
      ['model', pages.models, '.chart'],
    ])('keeps the words of a %s picture apart from each other, whatever the edges', async (_, markup, picture) => {
      const { page } = await open(markup, { width: 390 });
      await page.locator('details').evaluateAll((all) => {
        for (const details of all) details.setAttribute('open', '');
      });
      const overlaps = await page.locator(picture).evaluateAll((all) =>
        all.flatMap((picture) => {
          const boxes = [...picture.querySelectorAll('text')].map((text) => text.getBoundingClientRect());
          return boxes.flatMap((one, index) =>
            boxes
              .slice(index + 1)
              .filter(
                (two) => one.left < two.right && two.left < one.right && one.top < two.bottom && two.top < one.bottom,
              )
              .map((two) => `${one.left}-${one.right} ${two.left}-${two.right}`),
          );
        }),
      );
      expect(overlaps).toEqual([]);
      await page.close();
    });

    it('prints on white with nothing folded or cut off, whatever the screen, and without a script', async () => {
      const { page } = await open(pages.wide, { colorScheme: 'dark', javaScriptEnabled: false, width: 700 });
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      const folded = page.locator('details dd, details td').first();
      expect((await folded.boundingBox())?.height).toBeGreaterThan(5);
      expect(await styleOf(page, 'body', 'background-color')).toBe('rgb(255, 255, 255)');
      expect(await styleOf(page, '.scroll', 'overflow-x')).toBe('visible');
      await page.close();
    });

    it('finds a column by a part of its name', async () => {
      const { page } = await open(pages.wide);
      const search = page.getByLabel('Search columns');
      await search.fill('COLUMN_12');
      const shown = await page.locator('article.column:visible h4').allTextContents();
      expect(shown.length).toBeGreaterThan(0);
      expect(shown.every((name) => name.includes('column_12'))).toBe(true);
      expect(await page.locator('.search output').first().textContent()).toBe(`${shown.length} of 200`);
      await page.close();
    });

    it('shows no search field where its script does not run', async () => {
      const { page } = await open(pages.wide, { javaScriptEnabled: false });
      expect(await page.getByLabel('Search columns').isVisible()).toBe(false);
      expect(await page.locator('article.column:visible').count()).toBe(200);
      await page.close();
    });
  },
);

async function styleOf(page: Page, selector: string, property: string): Promise<string> {
  const element = page.locator(selector).first();
  return element.evaluate(
    (one, name) => one.ownerDocument.defaultView?.getComputedStyle(one).getPropertyValue(name) ?? 'absent',
    property,
  );
}
