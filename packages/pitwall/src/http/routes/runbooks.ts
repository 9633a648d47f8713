import { z } from 'zod';
import { catalogue } from '../../alerts/rules/catalogue.ts';
import { PitwallError } from '../../core/errors.ts';
import { escapeMarkup } from '../../core/markup.ts';
import { plainPage } from '../plain-page.ts';
import { defineRoute } from '../route.ts';

/** Where a message of a shipped rule leads: what it is about and what to do, before anybody has signed in. */
export const getRunbook = defineRoute({
  name: 'getRunbook',
  method: 'GET',
  path: '/runbooks/{rule}',
  summary: 'What to do about an alert of a rule that comes with Pitwall',
  permission: 'public',
  params: z.strictObject({ rule: z.string().min(1).max(100) }),
  answers: { 200: { summary: 'A page for people', type: 'text/html' } },
  problems: [404],
  handle({ params: { rule } }) {
    const found = catalogue.find(({ name }) => name === rule);
    if (!found) throw unknownRule();
    const { title, fix, metrics, severity } = found;
    const bad = Object.entries(severity).map(([status, how]) => `${how} where the status is ${status}`);
    return plainPage(
      escapeMarkup(title),
      `<p><strong>What to do.</strong> ${escapeMarkup(fix ?? '')}.</p><dl>` +
        `<dt>What it watches</dt><dd>${metrics.map((metric) => `<code>${escapeMarkup(metric)}</code>`).join(', ')}</dd>` +
        `<dt>How bad it is</dt><dd>${escapeMarkup(bad.join(', '))}, unless the configuration says otherwise</dd></dl>` +
        '<p>What was found stands in the alert, with its history: <a href="/">all that is open</a>.</p>',
    );
  },
});

const unknownRule = () =>
  new PitwallError({
    code: 'request.unknown',
    problem: 'there is no rule of this name that comes with Pitwall',
    fix: 'See the rules with pitwall alerts rules',
  });
