import { readAddress } from '../channels/smtp/settings.ts';
import {
  authorizationOf,
  type Integration,
  ignoreAll,
  ignoreRest,
  secretOf,
  type Translate,
  textOf,
} from './integration.ts';
import type { Plain } from './original.ts';

const noAddress = 'it does not say where to send to';

const slack: Translate = (integration) => {
  const { settings, notes, where } = integration;
  const address = textOf(settings, 'api_url') ?? textOf(integration.global, 'slack_api_url') ?? '';
  const channel = textOf(settings, 'channel');
  if (/\/api\/chat\.postMessage\/?$/u.test(address) && channel !== undefined) {
    const token = authorizationOf(integration)?.replace(/^Bearer /u, '');
    ignoreRest(integration, ['api_url', 'channel', 'http_config']);
    return token === undefined ? ignoreAll(integration, noAddress) : { kind: 'slack', settings: { token, channel } };
  }
  const url = secretOf(integration, 'api_url', 'slack_api_url');
  if (url === undefined) return ignoreAll(integration, noAddress);
  authorizationOf(integration);
  if (channel !== undefined) {
    const why = 'a webhook of Slack writes to the channel that it was made for';
    notes.ignored.push({ where: `${where}.channel`, what: `channel ${channel}`, why });
  }
  ignoreRest(integration, ['api_url', 'api_url_file', 'channel', 'http_config']);
  return { kind: 'slack', settings: url };
};

const discord: Translate = (integration) => {
  const url = secretOf(integration, 'webhook_url');
  if (url === undefined) return ignoreAll(integration, noAddress);
  authorizationOf(integration);
  const username = textOf(integration.settings, 'username');
  ignoreRest(integration, ['webhook_url', 'webhook_url_file', 'username', 'http_config']);
  return { kind: 'discord', settings: username === undefined ? url : { url, username } };
};

const teams: Translate = (integration) => {
  const { where, notes } = integration;
  const url = secretOf(integration, 'webhook_url');
  if (url === undefined) return ignoreAll(integration, noAddress);
  authorizationOf(integration);
  if (where.includes('msteams_configs')) {
    const why = 'Teams takes cards from workflows now: make one and set its address as the secret';
    notes.changed.push({ where, what: 'the address of a connector', why });
  }
  ignoreRest(integration, ['webhook_url', 'webhook_url_file', 'http_config']);
  return { kind: 'teams', settings: url };
};

const usualPagerduty = 'https://events.pagerduty.com/v2/enqueue';

const pagerduty: Translate = (integration) => {
  const key = secretOf(integration, 'routing_key');
  if (key === undefined) {
    return ignoreAll(
      integration,
      'it has no `routing_key`: services with the older `service_key` take no events of version 2',
    );
  }
  authorizationOf(integration);
  const url = textOf(integration.settings, 'url') ?? textOf(integration.global, 'pagerduty_url') ?? usualPagerduty;
  ignoreRest(integration, ['routing_key', 'routing_key_file', 'url', 'http_config']);
  return { kind: 'pagerduty', settings: url === usualPagerduty ? key : { routing_key: key, url } };
};

/** Nothing of an address like this looks like a secret: no name, no question, only short words in its path. */
const plainAddress = /^https?:\/\/[^\s/?#@]+(?:\/[\w.-]{0,20})*$/u;

const webhook: Translate = (integration) => {
  const { settings, notes, where } = integration;
  const given = textOf(settings, 'url');
  const url = given !== undefined && plainAddress.test(given) ? given : secretOf(integration, 'url');
  if (url === undefined) return ignoreAll(integration, noAddress);
  const authorization = authorizationOf(integration);
  ignoreRest(integration, ['url', 'url_file', 'http_config'], { max_alerts: 'a message here holds the worst alerts' });
  notes.changed.push({
    where,
    what: 'the body of the request',
    why: "it is Pitwall's and not Alertmanager's: whoever receives it must read the other form",
  });
  return {
    kind: 'webhook',
    settings: authorization === undefined ? url : { url, headers: { authorization } },
  };
};

const mail: Translate = (integration) => {
  const { settings, global, notes, where } = integration;
  const said = (key: string): string | undefined => textOf(settings, key) ?? textOf(global, `smtp_${key}`);
  const to = recipientsIn(integration);
  const server = said('smarthost');
  const [, host = '', port = '25'] = /^(.*?)(?::(\d+))?$/u.exec(server ?? '') ?? [];
  if (to.length === 0) return ignoreAll(integration, 'it names no address that a mail can be sent to');
  if (host === '') return ignoreAll(integration, 'it names no mail server, and neither does `global.smtp_smarthost`');
  const user = said('auth_username');
  const password = secretOf(integration, 'auth_password', 'smtp_auth_password');
  const isSecure = port === '465';
  const mustEncrypt = (settings.require_tls ?? global.smtp_require_tls ?? true) !== false;
  const from = said('from');
  const replyTo = headerOf(settings.headers, 'reply-to');
  for (const key of ['auth_secret', 'auth_identity', 'hello']) {
    if (said(key) === undefined) continue;
    const place = textOf(settings, key) === undefined ? `global.smtp_${key}` : `${where}.${key}`;
    notes.ignored.push({ where: place, what: key, why: 'mail servers are asked with a name and a password here' });
  }
  ignoreRest(integration, [
    ...[
      'to',
      'from',
      'smarthost',
      'auth_username',
      'auth_password',
      'auth_password_file',
      'auth_secret',
      'auth_identity',
    ],
    ...['hello', 'require_tls', 'tls_config'],
  ]);
  const starttls = isSecure
    ? {}
    : !mustEncrypt
      ? { starttls: 'never' }
      : password === undefined
        ? { starttls: 'required' }
        : {};
  return {
    kind: 'smtp',
    settings: {
      url: `${isSecure ? 'smtps' : 'smtp'}://${user === undefined ? '' : `${encodeURIComponent(user)}@`}${host}:${port}`,
      to: to.length === 1 ? to[0] : to,
      ...(from !== undefined && readAddress(from) ? { from } : {}),
      ...(replyTo !== undefined && readAddress(replyTo) ? { reply_to: replyTo } : {}),
      ...(user !== undefined && password !== undefined ? { password } : {}),
      ...starttls,
      ...certificates(integration),
    },
  };
};

function recipientsIn({ settings, notes, where }: Integration): readonly string[] {
  const found: string[] = [];
  for (const part of (textOf(settings, 'to') ?? '').split(',')) {
    const one = readAddress(part.trim().replace(/"/gu, ''));
    if (one) found.push(one.address);
    else if (part.trim() !== '') {
      notes.ignored.push({
        where: `${where}.to`,
        what: part.trim(),
        why: 'it is no address, and templates are not filled in',
      });
    }
  }
  return found;
}

function headerOf(headers: unknown, wanted: string): string | undefined {
  const found = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === wanted)?.[1];
  return typeof found === 'string' ? found : undefined;
}

function certificates({ settings, global, notes, where }: Integration): { readonly ca?: string } {
  const own = settings.tls_config ?? global.smtp_tls_config;
  const given = (typeof own === 'object' && own !== null ? own : {}) as Plain;
  const ca = textOf(given, 'ca_file');
  const place = settings.tls_config === undefined ? 'global.smtp_tls_config' : `${where}.tls_config`;
  for (const key of Object.keys(given).filter((name) => name !== 'ca_file' && given[name] !== false)) {
    const why =
      key === 'insecure_skip_verify'
        ? 'certificates are always looked at: name who vouches in `ca`'
        : 'there is no such setting here';
    notes.ignored.push({ where: `${place}.${key}`, what: key, why });
  }
  return ca === undefined ? {} : { ca };
}

/** Lists of Alertmanager by their keys: how a channel is called after it, and whether it tells that something is over. */
export const integrations: Readonly<
  Record<string, { readonly word: string; readonly translate: Translate; readonly sendsResolved: boolean }>
> = {
  slack_configs: { word: 'slack', translate: slack, sendsResolved: false },
  discord_configs: { word: 'discord', translate: discord, sendsResolved: true },
  msteams_configs: { word: 'teams', translate: teams, sendsResolved: true },
  msteamsv2_configs: { word: 'teams', translate: teams, sendsResolved: true },
  email_configs: { word: 'mail', translate: mail, sendsResolved: false },
  pagerduty_configs: { word: 'pagerduty', translate: pagerduty, sendsResolved: true },
  webhook_configs: { word: 'webhook', translate: webhook, sendsResolved: true },
};
