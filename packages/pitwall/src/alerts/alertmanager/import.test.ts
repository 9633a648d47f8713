import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { alertsSchema } from '../config.ts';
import type { Labels } from '../labels.ts';
import { amtool, noAmtool } from '../routing/testing/amtool.ts';
import { compileRoutes, routesOf } from '../routing/tree.ts';
import { severityMeant } from '../rules/foreign-severity.ts';
import { importAlertmanager } from './import.ts';

const pathOf = (name: string): string => fileURLToPath(new URL(`./fixtures/${name}.yml`, import.meta.url));
const importOf = (name: string) => importAlertmanager(readFileSync(pathOf(name), 'utf8'), { file: `${name}.yml` });
const importText = (text: string) => importAlertmanager(text, { file: 'alertmanager.yml' });
const secret = (name: string): string => `\${secret:${name}}`;
const names = ['simple', 'slack', 'mail'];

describe('the import of an alertmanager.yml', () => {
  it.each(names)('of %s is a configuration', (name) => {
    expect(alertsSchema.safeParse(importOf(name).alerts).error?.issues).toBe(undefined);
  });

  it.each(names)('of %s holds no secret', (name) => {
    const { alerts, secrets, changed, ignored } = importOf(name);
    const said = JSON.stringify({ alerts, changed, ignored });
    expect(secrets.length).toBeGreaterThan(0);
    for (const { name: held, value } of secrets) {
      expect(said).toContain(secret(held));
      if (value !== null) expect(said).not.toContain(value);
    }
    expect(said).not.toMatch(/XXXX|hunter2|s3cret|xoxb|secret-of/u);
  });

  it('takes the routes over as they are, with what the first one does not say', () => {
    const { alerts } = importOf('slack');
    expect(alerts.route).toMatchObject({
      receiver: 'null',
      group_by: ['namespace'],
      group_wait: '30s',
      routes: [
        { receiver: 'null', matchers: ['alertname =~ "InfoInhibitor|Watchdog"'] },
        {
          receiver: 'default/slack',
          match_re: { severity: 'medium|low' },
          mute_time_intervals: ['offhours', 'holidays'],
          repeat_interval: '12h',
        },
        {
          receiver: 'pager & slack',
          match: { severity: 'critical' },
          active_time_intervals: ['business'],
          continue: true,
        },
        { receiver: 'hook', match: { severity: 'critical', namespace: 'prod' } },
      ],
    });
    expect(importText('route: {receiver: a}\nreceivers: [{name: a}]').alerts).toEqual({
      channels: {},
      receivers: { a: [] },
      route: { receiver: 'a', group_by: [], group_wait: '30s' },
    });
  });

  it('makes a channel of each entry, named after its receiver', () => {
    const { alerts, secrets } = importOf('slack');
    expect(alerts.receivers).toEqual({
      null: [],
      'default/slack': ['default-slack-slack', 'default-slack-slack-2'],
      'pager & slack': ['pager-slack-slack'],
      hook: ['hook-webhook', 'hook-webhook-2', 'hook-webhook-3', 'hook-discord'],
    });
    expect(alerts.channels).toEqual({
      'default-slack-slack': { slack: secret('slack_api_url'), send_resolved: false },
      'default-slack-slack-2': { slack: secret('default-slack-slack-2') },
      'pager-slack-slack': { slack: { token: secret('pager-slack-slack-credentials'), channel: 'C0123456789' } },
      'hook-webhook': { webhook: 'http://127.0.0.1:5001/alerts' },
      'hook-webhook-2': {
        webhook: {
          url: secret('hook-webhook-2'),
          headers: { authorization: `Basic ${secret('hook-webhook-2-basic-auth')}` },
        },
        send_resolved: false,
      },
      'hook-webhook-3': {
        webhook: {
          url: secret('hook-webhook-3'),
          headers: { authorization: `Bearer ${secret('hook-webhook-3-bearer-token')}` },
        },
      },
      'hook-discord': { discord: secret('hook-discord') },
    });
    expect(secrets).toContainEqual({
      name: 'default-slack-slack-2',
      where: 'receivers[1].slack_configs[1].api_url_file',
      value: null,
      file: '/etc/alertmanager/slack-prod',
    });
    expect(secrets.find(({ name }) => name === 'hook-webhook-2-basic-auth')?.value).toBe('bWU6czNjcmV0');
  });

  it('hands mail over to the server that is named, and once for each address', () => {
    expect(importOf('mail').alerts.channels).toEqual({
      'console-mail': {
        smtp: {
          url: 'smtps://alerts%40example.org@smtp.example.org:465',
          to: 'a@example.org',
          from: 'Alerts <alerts@example.org>',
          password: secret('smtp_auth_password'),
        },
        send_resolved: false,
      },
      'console-mail-2': {
        smtp: {
          url: 'smtp://b@mail.example.org:587',
          to: 'b@example.org',
          from: 'Alerts <alerts@example.org>',
          password: secret('console-mail-2-password'),
          ca: '/etc/ssl/own.pem',
        },
        send_resolved: false,
      },
    });
    expect(importOf('simple').alerts.channels).toMatchObject({
      'team-X-mails-mail': {
        smtp: {
          url: 'smtp://localhost:25',
          to: ['team-X+alerts@example.org', 'lead@example.org'],
          reply_to: 'Team X <team-X@example.org>',
          starttls: 'required',
        },
      },
      'team-X-pager-mail': { smtp: { starttls: 'never' }, send_resolved: false },
      'team-X-pager-pagerduty': { pagerduty: secret('team-X-pager-pagerduty-routing-key') },
      'team-DB-pager-pagerduty': {
        pagerduty: {
          routing_key: secret('team-X-pager-pagerduty-routing-key'),
          url: 'https://events.eu.pagerduty.com/v2/enqueue',
        },
      },
    });
  });

  it('names a receiver otherwise that has the name of a channel', () => {
    const { alerts } = importOf('mail');
    expect(alerts.receivers).toEqual({ 'console-receiver': ['console-mail', 'console-mail-2'] });
    expect(alerts.route).toMatchObject({
      receiver: 'console-receiver',
      group_by: ['...'],
      routes: [{ receiver: 'console-receiver', matchers: ['team="a",severity!~"low"'] }],
    });
  });

  it('says what was not taken over, and why', () => {
    const ignored = names.flatMap((name) =>
      importOf(name).ignored.map(({ where, what }) => `${name} ${where}: ${what}`),
    );
    expect(ignored).toEqual([
      'simple receivers[0].email_configs[0]: headers',
      'simple receivers[1].pagerduty_configs[0]: severity',
      'simple receivers[2].email_configs[0].to: {{ .CommonLabels.owner }}@example.org',
      'simple receivers[2].email_configs[0]: the whole entry',
      'simple receivers[3].pagerduty_configs[0]: the whole entry',
      'simple templates: templates',
      'slack receivers[1].slack_configs[0].channel: channel #alerts',
      'slack receivers[1].slack_configs[0]: title, text',
      'slack receivers[1].slack_configs[1].channel: channel #alerts-prod',
      'slack receivers[2].opsgenie_configs[0]: the whole entry',
      'slack receivers[3].webhook_configs[0].max_alerts: max_alerts',
      'slack receivers[3].webhook_configs[2].http_config.proxy_url: proxy_url',
      'slack global.resolve_timeout: resolve_timeout',
      'mail global.smtp_hello: hello',
      'mail global.smtp_hello: hello',
      'mail receivers[0].email_configs[1].tls_config.insecure_skip_verify: insecure_skip_verify',
      'mail global.opsgenie_api_key: opsgenie_api_key',
    ]);
  });

  it('says what means something else now', () => {
    expect(importOf('slack').changed.map(({ where, what }) => `${where}: ${what}`)).toEqual([
      'receivers[3].webhook_configs[0]: the body of the request',
      'receivers[3].webhook_configs[1]: the body of the request',
      'receivers[3].webhook_configs[2]: the body of the request',
      'route.routes[1]: severity warning|info, now medium|low',
      'route.routes[2]: severity page, now critical',
      'inhibit_rules[0]: severity warning|info, now medium|low',
      'inhibit_rules[1]: severity info, now low',
    ]);
    expect(importOf('simple').changed.map(({ where, what }) => `${where}: ${what}`)).toEqual([
      'receivers[2]: receiver team-Y-mails, now empty',
      'receivers[3]: receiver team-Y-pager, now empty',
      'inhibit_rules[0]: severity warning, now medium',
    ]);
  });

  it('does not know what a severity of somebody else means, and says so', () => {
    const { alerts, changed } = importText(
      'route: {receiver: a, routes: [{match: {severity: sev2}}, {matchers: ["severity=~\\"sev.*\\""]}]}\nreceivers: [{name: a}]',
    );
    expect(alerts.route).toMatchObject({
      routes: [{ match: { severity: 'sev2' } }, { matchers: ['severity=~"sev.*"'] }],
    });
    expect(changed.map(({ what }) => what)).toEqual(['severity "sev2", as it was', 'severity sev.*, as it was']);
  });

  it('asks the environment for what a script would have put in', () => {
    const { alerts, secrets } = importText(
      `route: {receiver: a}\nreceivers: [{name: a, slack_configs: [{api_url: "\${SLACK_URL}"}]}]`,
    );
    expect(alerts.channels).toEqual({ 'a-slack': { slack: `\${env:SLACK_URL}`, send_resolved: false } });
    expect(secrets).toEqual([]);
  });

  it('makes a workflow of Teams of a connector', () => {
    const { alerts, changed } = importText(
      'route: {receiver: a}\nreceivers: [{name: a, msteams_configs: [{webhook_url: "https://example.org/x"}], msteamsv2_configs: [{webhook_url_file: /x}]}]',
    );
    expect(alerts.channels).toEqual({
      'a-teams': { teams: secret('a-teams') },
      'a-teams-2': { teams: secret('a-teams-2') },
    });
    expect(changed.map(({ what }) => what)).toEqual(['the address of a connector']);
  });

  it('leaves out a rule that it only half understands, for it would make more quiet', () => {
    const { alerts, ignored } = importText(
      'route: {receiver: a}\nreceivers: [{name: a}]\ninhibit_rules: [{target_matchers: [a=b], sources: [{matchers: [c=d]}]}]',
    );
    expect(alerts.inhibit_rules).toBe(undefined);
    expect(ignored[0]).toMatchObject({ where: 'inhibit_rules[0]', what: 'the whole rule' });
  });

  it.each([
    ['', /expected a configuration of Alertmanager/],
    ['groups: []', /expected a configuration of Alertmanager, found another at route/],
    ['route: {receiver: a}\nreceivers: [{}]', /alertmanager\.yml:2:13 \(receivers\[0\]\.name\)/],
    [
      'route: {receiver: b}\nreceivers: [{name: a}]',
      /alertmanager\.yml:1:.*expected the name of a receiver or a channel, found "b"/,
    ],
    ['route: {receiver: a, routes: [{matchers: ["a-b"]}]}\nreceivers: [{name: a}]', /expected a matcher, found "a-b"/],
    [
      'route: {receiver: a, routes: [{mute_time_intervals: [x]}]}\nreceivers: [{name: a}]',
      /a time interval, found "x"/,
    ],
    ['route: [', /expected YAML/],
  ])('refuses %j with its place', (text, message) => {
    expect(() => importText(text)).toThrow(message);
  });
});

describe.skipIf(noAmtool)('the import, beside Alertmanager (skipped where amtool is not installed)', () => {
  it.each(names)('begins with an original that is taken there: %s', async (name) => {
    expect(await amtool(['check-config', pathOf(name)])).toMatchObject({ code: 0 });
  });

  it.each<[string, Labels]>([
    ['simple', { service: 'foo1', severity: 'critical' }],
    ['simple', { service: 'foo1', severity: 'warning' }],
    ['simple', { service: 'database', owner: 'team-X' }],
    ['simple', { service: 'database', owner: 'team-Z' }],
    ['simple', { service: 'files', severity: 'critical' }],
    ['simple', { service: 'else' }],
    ['slack', { alertname: 'Watchdog', severity: 'critical' }],
    ['slack', { severity: 'warning' }],
    ['slack', { severity: 'page' }],
    ['slack', {}],
  ])('sends an alert of %s with %j where the import sends it', async (name, labels) => {
    const { alerts } = importOf(name);
    const pairs = Object.entries(labels).map(([label, value]) => `${label}=${value}`);
    const { text } = await amtool(['config', 'routes', 'test', `--config.file=${pathOf(name)}`, ...pairs]);
    const tree = compileRoutes(alertsSchema.parse(alerts), []);
    const { severity } = labels;
    const here = severity === undefined ? labels : { ...labels, severity: severityMeant(severity) ?? severity };
    expect(
      routesOf(tree, here)
        .flatMap(({ receivers }) => receivers)
        .join(','),
    ).toBe(text);
  });
});
