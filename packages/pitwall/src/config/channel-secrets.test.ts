import { describe, expect, it } from 'vitest';
import { changesBetween } from './changes.ts';
import { configIn } from './scratch.suite.ts';
import { listSettings, settingsOf } from './settings.ts';

/** Written out, as somebody does who is only trying; each of them holds `hunter`. */
const channels = `project: league
alerts:
  deadman: { url: "https://dead.example/hunter1" }
  channels:
    a: { slack: "https://hooks.slack.com/services/hunter2" }
    b: { slack: { url: "https://hooks.slack.com/services/hunter3" } }
    c: { slack: { token: "xoxb-hunter4", channel: C0123456789 } }
    d: { discord: { url: "https://discord.com/api/webhooks/1/hunter5", username: pit } }
    e: { teams: "https://teams.example/hunter6" }
    f: { pagerduty: "hunter78901234567890123456789012" }
    g: { pagerduty: { routing_key: "hunter78901234567890123456789013" } }
    h: { webhook: { url: "https://hook.example/hunter8", secret: "whsec_hunter", headers: { x-key: hunter9 } } }
    i: { smtp: "smtp://me:a/hunter@b:c@mail.example:587", to: team@example.com }
    j: { smtp: { url: "smtps://me:hunter@mail.example", to: [a@example.com], password: hunter10 } }
    k: { alertmanager: { url: "http://me:hunter@am.example:9093", headers: { authorization: Basic hunter } } }
    l: { github: { repository: a/b, token: ghp_hunter } }
    m: { discord: "https://discord.com/\${secret:discord}" }
    n: { smtp: "smtp://me:\${secret:smtp}@mail.example:587", to: team@example.com }
`;

describe('what lets somebody write through a channel', () => {
  it.each([false, true])('is in no setting that is shown, wherever it stands; effective: %s', async (effective) => {
    const env = { PITWALL__alerts__channels__a__slack: 'https://hooks.slack.com/services/hunter22' };
    for (const given of [{}, env]) {
      const loaded = await configIn({ 'pitwall.yaml': channels }).load(given);
      if (!loaded) throw new Error('nothing was loaded');
      const settings = listSettings(settingsOf(loaded, { effective }));
      expect(JSON.stringify(settings)).not.toContain('hunter');
      const shown = (...path: string[]) =>
        settings.find((one) => JSON.stringify(one.path) === JSON.stringify(['alerts', 'channels', ...path]))?.value;
      expect(shown('a', 'slack')).toBe('(hidden)');
      expect(shown('c', 'slack', 'channel')).toBe('C0123456789');
      expect(shown('i', 'smtp')).toBe('smtp://me:(hidden)@mail.example:587');
      expect(shown('j', 'smtp', 'url')).toBe('smtps://me:(hidden)@mail.example');
      expect(shown('k', 'alertmanager', 'url')).toBe('http://me:(hidden)@am.example:9093');
      expect(shown('m', 'discord')).toBe(`https://discord.com/\${secret:discord}`);
      expect(shown('n', 'smtp')).toBe(`smtp://me:\${secret:smtp}@mail.example:587`);
      expect(loaded.config.alerts.channels.a?.slack).toContain('hunter2');
    }
  });

  it('is in no change of the configuration', async () => {
    const before = await configIn({ 'pitwall.yaml': channels }).load();
    const after = await configIn({ 'pitwall.yaml': channels.replaceAll('hunter', 'fisher') }).load();
    if (!before || !after) throw new Error('nothing was loaded');
    const changes = changesBetween(before, after);
    expect(changes.map(({ key }) => key)).toContain('alerts.channels.b.slack.url');
    expect(JSON.stringify(changes)).not.toMatch(/hunter|fisher/);
  });

  it.each([
    '{ slack: "ftp://hooks.example/hunter2" }',
    '{ slack: { url: "ftp://hooks.example/hunter2" } }',
    '{ discord: "hunter2" }',
    '{ pagerduty: "hunter2" }',
    '{ pagerduty: { routing_key: "hunter2" } }',
    '{ webhook: { url: "hunter2" } }',
    '{ webhook: "hunter2" }',
    '{ smtp: "smtp://me:hunter2@mail.example:port", to: a@example.com }',
    '{ smtp: { url: "smtp://me:hunter2@mail.example:port", to: a@example.com } }',
    '{ github: { repository: a/b, token: "hunter 2" } }',
    '{ alertmanager: "ftp://me:hunter2@am.example" }',
  ])('is in no mistake about it: %s', async (channel) => {
    const text = `project: league\nalerts: { channels: { a: ${channel} } }\n`;
    const said = await configIn({ 'pitwall.yaml': text }).mistakes();
    expect(said).not.toEqual([]);
    expect(said.join('\n')).not.toContain('hunter');
  });
});
