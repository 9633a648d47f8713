import type { Alert, AlertEvent, AlertPart, Severity } from '@pitwall/sdk';
import { parseSubject } from '@pitwall/sdk';
import { escapeMarkup } from '../../core/markup.ts';
import { visible } from '../../core/visible.ts';
import { number } from '../../core/words.ts';
import { shell } from '../sign-in-page/shell.ts';

export const deeds = ['acknowledge', 'resolve', 'snooze'] as const;
export type Deed = (typeof deeds)[number];

export interface AlertPage {
  readonly alert: Alert;
  /** The newest first. */
  readonly history: readonly AlertEvent[];
  /** What whoever looks may do to it now. */
  readonly may: readonly Deed[];
}

const text = (said: string): string => escapeMarkup(visible(said));

/** `model spread / column pace` */
const subjectText = (subject: string): string =>
  parseSubject(subject)
    .map(({ kind, name }) => `${kind} ${name}`)
    .join(' / ');

const time = (at: string): string =>
  `<time datetime="${escapeMarkup(at)}">${escapeMarkup(`${at.slice(0, 16).replace('T', ' ')} UTC`)}</time>`;

const tones: Readonly<Record<Severity, string>> = {
  critical: 'alert',
  high: 'alert',
  medium: 'warning',
  low: 'unknown',
};

const marks = { pass: '✓', warning: '!', alert: '✗', unknown: '?' } as const;

const buttons: Readonly<Record<Deed, string>> = {
  acknowledge: 'Acknowledge',
  resolve: 'Resolve',
  snooze: 'Snooze for an hour',
};

/** What somebody sees who follows the link in a message. Looking changes nothing: only the buttons do. */
export function alertPage(page: AlertPage): string {
  const { alert } = page;
  return shell(
    text(alert.title),
    `<p>${stateOf(alert)} <span class="badge ${tones[alert.severity]}">${alert.severity}</span></p>
<p><strong class="name">${text(subjectText(alert.subject))}</strong></p>
<p>${text(alert.summary)}</p>
${quietOf(alert)}${factsOf(alert)}${formsOf(page)}${partsOf(alert)}${historyOf(page.history)}<p class="hints soft">Id <code>${text(alert.id)}</code>. <a href="/">All that is open</a></p>
`,
  );
}

function stateOf({ state, firedAt, since, resolvedAt, flapping }: Alert): string {
  const tone = state === 'resolved' ? 'pass' : state === 'firing' ? 'alert' : 'warning';
  const from = state === 'resolved' ? (resolvedAt ?? since) : (firedAt ?? since);
  const flaps = flapping ? ', flapping' : '';
  return `<span class="badge ${tone}">${state}${flaps}</span> since ${time(from)}`;
}

function quietOf({ quiet: { silencedBy, inhibitedBy, mutedBy } }: Alert): string {
  const why = [
    ...(silencedBy.length > 0 ? ['it is silenced'] : []),
    ...(inhibitedBy.length > 0 ? ['another alert says more'] : []),
    ...(mutedBy.length > 0 ? [`of ${mutedBy.join(', ')}`] : []),
  ];
  return why.length === 0 ? '' : `<p class="soft">Nobody is told of it at the moment: ${text(why.join('; '))}.</p>\n`;
}

function factsOf({ fix, runbook, acknowledgement }: Alert): string {
  const lines = [
    ...(fix === null ? [] : [`<strong>What to do:</strong> ${text(fix)}`]),
    ...(runbook === null ? [] : [`<strong>More:</strong> ${linkOf(runbook)}`]),
    ...(acknowledgement === null
      ? []
      : [
          `<strong>Acknowledged</strong> by ${text(acknowledgement.by)}${acknowledgement.until === null ? '' : `, until ${time(acknowledgement.until)}`}${acknowledgement.comment === null ? '' : `: ${text(acknowledgement.comment)}`}`,
        ]),
  ];
  return lines.map((line) => `<p>${line}</p>\n`).join('');
}

/** What somebody wrote into a configuration leads somewhere only where it is an address. */
function linkOf(runbook: string): string {
  const isAddress =
    /^\/runbooks\/[\w-]+$/.test(runbook) || (URL.canParse(runbook) && /^https?:$/.test(new URL(runbook).protocol));
  return isAddress ? `<a href="${escapeMarkup(runbook)}" rel="noreferrer">${text(runbook)}</a>` : text(runbook);
}

const formsOf = ({ alert, may }: AlertPage): string =>
  may
    .map(
      (deed, nr) =>
        `<form method="post" action="/alerts/${encodeURIComponent(alert.id)}/${deed}"><button${nr === 0 ? '' : ' class="quiet"'} type="submit">${buttons[deed]}</button></form>\n`,
    )
    .join('');

function partsOf({ parts, moreParts }: Alert): string {
  if (parts.length === 0) return '';
  const more = moreParts > 0 ? `<p class="soft">And ${moreParts} more.</p>\n` : '';
  return `<h3>What it is made of</h3>\n<ul>\n${parts.map(partOf).join('')}</ul>\n${more}`;
}

function partOf({ status, subject, metric, value, threshold, message, at }: AlertPart): string {
  const limit = [threshold?.alert, threshold?.warning].filter((one) => one !== undefined).join(', ');
  const seen = value === null ? '' : `, seen ${number(value)}${limit === '' ? '' : `, alert where ${limit}`}`;
  return `<li><span class="badge ${status}">${marks[status]} ${status}</span> ${text(message)}
<span class="metric soft">${text(`${subjectText(subject)}, ${metric}${seen}`)}, ${time(at)}</span></li>\n`;
}

function historyOf(history: readonly AlertEvent[]): string {
  if (history.length === 0) return '';
  const lines = history.map(({ at, kind, by, comment }) => {
    const who = by === 'system' ? '' : ` by ${text(by)}`;
    return `<li>${time(at)} ${text(kind.replaceAll('_', ' '))}${who}${comment === null ? '' : `: ${text(comment)}`}</li>\n`;
  });
  return `<h3>History</h3>\n<ul>\n${lines.join('')}</ul>\n`;
}
