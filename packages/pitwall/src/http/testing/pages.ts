import axe, { type AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { launchChromium } from '../../testing/chromium.ts';
import type { Bench } from './bench.ts';

export interface View {
  readonly width?: number;
  readonly colorScheme?: 'light' | 'dark';
  /** With a link of the administrator, made by the bench. */
  readonly signedIn?: boolean;
}

/** A page in a browser of its own, with what it should not do. */
export interface Opened {
  readonly page: Page;
  readonly faults: string[];
}

/** One browser for all tests of a file, and for each page as if it were another person's. */
export function usePages(executable: string | undefined) {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium(executable ?? '');
  });
  afterAll(async () => {
    await browser?.close();
  });

  async function openBlank(bench: Bench, { width = 1280, colorScheme = 'light' }: View = {}): Promise<Opened> {
    const context = await browser.newContext({
      viewport: { width, height: 900 },
      colorScheme,
      // those of tests sign themselves
      ignoreHTTPSErrors: true,
    });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('console', (message) => faults.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
    page.on('request', (request) => {
      if (!request.url().startsWith(`${bench.serving.address}/`)) faults.push(`request: ${request.url()}`);
    });
    page.on('dialog', async (dialog) => {
      faults.push(`dialog: ${dialog.message()}`);
      await dialog.dismiss();
    });
    return { page, faults };
  }

  return {
    openBlank,
    /** The start page. */
    async open(bench: Bench, view: View = {}): Promise<Opened> {
      const opened = await openBlank(bench, view);
      const { page } = opened;
      if (view.signedIn ?? true) {
        const answer = await bench.ask('/api/v1/sign-in-link', { method: 'POST' });
        const { path } = (await answer.json()) as { path: string };
        await page.goto(`${bench.serving.address}${path}`);
        await page.getByRole('button', { name: 'Sign in' }).click();
        await page.locator('[data-part=who]').waitFor();
        expect(new URL(page.url()).pathname).toBe('/');
      } else {
        await page.goto(`${bench.serving.address}/`);
        await page.locator('#sign-in').waitFor();
      }
      return opened;
    },
  };
}

export async function close(page: Page): Promise<void> {
  await page.context().close();
}

export async function violations(page: Page): Promise<string[]> {
  // as an extension would: the policy of the page does not hold for it
  await page.evaluate(axe.source);
  const found = await page.evaluate<AxeResults>('axe.run()');
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
}
