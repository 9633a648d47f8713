import { PitwallError } from '../../core/errors.ts';
import { alertsSchema } from '../config.ts';
import { importReceivers } from './import-receivers.ts';
import { importInhibitRule, importRootRoute } from './import-route.ts';
import { type ImportedSecret, type ImportNote, type Notes, newNotes } from './notes.ts';
import { type Original, type Plain, pathText, readOriginal } from './original.ts';

export interface AlertmanagerImport {
  /** `alerts:` of the configuration. */
  readonly alerts: Plain;
  /** What must be set with `pitwall secrets set` before it works. */
  readonly secrets: readonly ImportedSecret[];
  /** What was taken over, otherwise than it was written. */
  readonly changed: readonly ImportNote[];
  /** What was not. */
  readonly ignored: readonly ImportNote[];
}

/**
 * The section `alerts:` that does what an `alertmanager.yml` does. Secrets are named in it and not written. Throws a
 * PitwallError with the place where the text is no configuration of Alertmanager.
 */
export function importAlertmanager(text: string, { file }: { readonly file: string }): AlertmanagerImport {
  const { original, document } = readOriginal(file, text);
  const notes = newNotes();
  const alerts = translate(original, notes);
  const [issue] = alertsSchema.safeParse(filledIn(alerts)).error?.issues ?? [];
  if (issue === undefined) return { alerts, ...notes };
  const field = pathText(issue.path);
  const fix = issue.code === 'custom' ? issue.params?.fix : undefined;
  throw new PitwallError({
    code: 'config.invalid',
    problem: issue.message,
    fix:
      typeof fix === 'string' ? fix : 'Mend it in the original and import it again; `amtool check-config` may say more',
    place: isWritten(issue.path) ? { ...document.place(issue.path), field } : { file, field },
  });
}

/** What the environment will hold is as unknown as a secret is. */
const filledIn = (alerts: Plain): unknown => JSON.parse(JSON.stringify(alerts).replace(/\$\{env:/gu, '$${secret:'));

/** These parts have the form that they had in the original. */
const isWritten = ([first]: readonly PropertyKey[]): boolean => first !== 'channels' && first !== 'receivers';

function translate(original: Original, notes: Notes): Plain {
  const { channels, receivers, renamed } = importReceivers(original, notes);
  noteTheRest(original, notes);
  const route = importRootRoute(original.route, { notes, receivers: renamed });
  const inhibit = (original.inhibit_rules ?? []).flatMap((rule, index) => importInhibitRule(rule, index, notes) ?? []);
  const lists = {
    inhibit_rules: inhibit,
    time_intervals: (original.time_intervals ?? []).map(withoutNothing),
    mute_time_intervals: (original.mute_time_intervals ?? []).map(withoutNothing),
  };
  const said = Object.entries(lists).filter(([, entries]) => entries.length > 0);
  return { channels, receivers, route, ...Object.fromEntries(said) };
}

/** Keys without a value are as if they were not there. */
function withoutNothing(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNothing);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutNothing(inner)]));
}

/** Parts of `global` that integrations ask for, each by itself. */
const globalKeys = /^(?:http_config|smtp_.*|slack_api_url(?:_file)?|pagerduty_url)$/u;

function noteTheRest(original: Original, notes: Notes): void {
  for (const [key, value] of Object.entries(original.global ?? {})) {
    if (value === null || globalKeys.test(key)) continue;
    const isTimeout = key === 'resolve_timeout';
    const why = isTimeout
      ? 'Prometheus says with each alert when it ends; this was for senders that do not'
      : 'there is no channel that asks for it';
    notes.ignored.push({ where: `global.${key}`, what: key, why });
  }
  if ((original.templates ?? []).length > 0) {
    notes.ignored.push({ where: 'templates', what: 'templates', why: 'Pitwall composes its messages itself' });
  }
  const known = ['global', 'route', 'receivers', 'inhibit_rules', 'time_intervals', 'mute_time_intervals', 'templates'];
  for (const key of Object.keys(original)) {
    if (known.includes(key)) continue;
    notes.ignored.push({ where: key, what: key, why: 'there is no such key here' });
  }
}
