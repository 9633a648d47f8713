import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The system's Chromium, where there is one; `CHROMIUM_PATH` names another. */
export function findChromium(named: string | undefined = process.env.CHROMIUM_PATH): string | undefined {
  return (named ? [named] : places).find((path) => existsSync(path));
}

/** Belongs in the name of a skipped suite, so that whoever reads the results sees why. */
export const noChromium = `no Chromium at ${places.join(', ')} nor at CHROMIUM_PATH`;

export function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}
