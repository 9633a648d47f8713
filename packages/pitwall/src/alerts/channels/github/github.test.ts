import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Json } from '../../../state/canonical-json.ts';
import { anyMessage, sampleAlert, sampleMessage, sampleResolved } from '../../testing/sample-messages.ts';
import { testTools } from '../../testing/send-tools.ts';
import type { Fault } from '../../testing/services/fault-script.ts';
import { type Frame, startFrame } from '../../testing/services/frame.ts';
import { githubDouble } from '../../testing/services/github.ts';
import { composeBody, composeTitle, labelOf } from './compose.ts';
import { githubChannel } from './index.ts';
import { plainMarkdown } from './markdown.ts';

const clock = { now: 0 };
const now = () => clock.now;
let frame: Frame;
const mount = () => frame.mount(githubDouble(now));
let github: ReturnType<typeof mount>;
let memory: { body: Json | undefined };

beforeAll(async () => {
  frame = await startFrame({ now });
});
beforeEach(() => {
  clock.now = Date.UTC(2026, 10, 22, 3, 5, 0);
  github = mount();
  memory = { body: undefined };
});
afterAll(() => frame.close());

const key = (number: number): string => String(number).padStart(64, '0');
const secrets = { GITHUB: 'github_pat_0123456789abcdefghij' };

interface Sending extends NonNullable<Parameters<typeof testTools>[0]> {
  readonly settings?: Record<string, unknown>;
}

function send(number: number, message = sampleMessage(), { settings = {}, ...own }: Sending = {}) {
  const { repository, url } = github;
  const read = githubChannel.settings.parse({ repository, url, token: `\${secret:GITHUB}`, ...settings });
  return githubChannel.send(
    message,
    read,
    testTools({ allow: frame.allow, now, secrets, memory, key: key(number), ...own }).tools,
  );
}

const told = () => github.issues().flatMap(({ body, comments }) => [body, ...comments]);

describe('an incident as an issue', () => {
  it('is opened, commented and closed', async () => {
    expect(await send(1)).toEqual({ kind: 'delivered', detail: 'issue 1 is open', status: 201 });
    expect(await send(2, sampleMessage({ kind: 'reminder' }))).toMatchObject({
      kind: 'delivered',
      detail: 'issue 1 says it',
    });
    expect(await send(3, sampleResolved())).toMatchObject({ kind: 'delivered', detail: 'issue 1 is closed' });
    const [issue, ...others] = github.issues();
    expect(others).toEqual([]);
    expect(issue).toMatchObject({
      title: 'Alert (critical): The feed of games stands still',
      labels: [labelOf(sampleMessage())],
      state: 'closed',
      stateReason: 'completed',
    });
    expect(issue?.comments).toHaveLength(2);
    expect(issue?.body).toContain(`<!-- ${labelOf(sampleMessage())} -->`);
    expect(issue?.body).toContain('- **What to do:** Start the feed again');
    expect(issue?.body).toContain('- **Runbook:** <https://runbooks.example/stale-feed>');
    expect([...github.deliveries().values()]).toEqual([1, 1, 1]);
  });

  it('is a new one for each round, and has the labels it was given', async () => {
    await send(1, sampleMessage(), { settings: { labels: ['on-call'] } });
    memory = { body: undefined };
    await send(2, sampleMessage({ thread: 'f00dfacecafe0001.2' }));
    expect(github.issues().map(({ labels }) => labels.length)).toEqual([2, 1]);
    expect(github.issues()[0]?.labels[0]).not.toBe(github.issues()[1]?.labels[0]);
  });

  it('is found by its label where nothing is remembered, and says nothing twice', async () => {
    await send(1);
    await send(2, sampleMessage({ kind: 'reminder' }));
    for (const number of [1, 2]) {
      memory = { body: undefined };
      expect((await send(number)).kind).toBe('delivered');
    }
    expect(told()).toHaveLength(2);
    memory = { body: undefined };
    await send(3, sampleResolved());
    expect(github.issues()).toMatchObject([{ state: 'closed', comments: { length: 2 } }]);
  });

  it('is not opened only to be closed', async () => {
    expect(await send(1, sampleResolved())).toMatchObject({ kind: 'delivered', detail: 'there is no issue to close' });
    expect(github.issues()).toEqual([]);
  });

  it('is opened and closed at once where it is a test', async () => {
    expect((await send(1, sampleMessage({ kind: 'test' }))).kind).toBe('delivered');
    expect(github.issues()).toMatchObject([{ state: 'closed', comments: [] }]);
  });

  it('is made anew where somebody deleted it', async () => {
    await send(1);
    github.remove(1);
    expect(await send(2)).toMatchObject({ kind: 'failed', status: 410 });
    expect((await send(2)).kind).toBe('delivered');
    expect(github.issues().map(({ isDeleted }) => isDeleted)).toEqual([true, false]);
  });

  it('says where its label was left out, by which it would be found again', async () => {
    github.setMayLabel(false);
    expect((await send(1)).detail).toContain('its label was not set');
    expect((await send(2, sampleResolved())).kind).toBe('delivered');
    expect(github.issues()).toMatchObject([{ state: 'closed' }]);
  });
});

describe('an issue of which nobody knows whether it was made', () => {
  const after = (...faults: Fault[]) => github.queue('accept', ...faults);

  it.each(['drop-after-accept', 'half-accept', 'drop-before-accept'] as const)(
    'is looked for before it is made again: %s',
    async (fault) => {
      after(fault);
      expect((await send(1)).kind).toBe('failed');
      const again = await send(1);
      // one that was not made may still be on its way, and is not made again at once
      expect(again.kind).toBe(fault === 'drop-before-accept' ? 'failed' : 'delivered');
      clock.now += 31_000;
      expect((await send(1)).kind).toBe('delivered');
      expect(told()).toHaveLength(1);
    },
  );

  it('is not made while the list of issues cannot be read', async () => {
    after('drop-after-accept');
    await send(1);
    clock.now += 31_000;
    github.queue({ status: 500 }, { status: 403, retryAfter: 60 }, 'half-accept', { status: 404 });
    expect([await send(1), await send(1), await send(1), await send(1)].map(({ kind }) => kind)).toEqual([
      ...['failed', 'throttled', 'failed', 'refused'],
    ]);
    expect((await send(1)).kind).toBe('delivered');
    expect(told()).toHaveLength(1);
  });

  it('is remembered before it is tried, so that a crash does not make a second', async () => {
    const dead = testTools({ allow: frame.allow, now, secrets, memory, key: key(1) }).tools;
    const remembered: Json[] = [];
    const read = githubChannel.settings.parse({
      repository: github.repository,
      url: github.url,
      token: secrets.GITHUB,
    });
    const crashing = {
      ...dead,
      remember: async (body: Json) => {
        if (JSON.stringify(body).includes('"told"')) throw new Error('the power is gone');
        remembered.push(body);
        memory.body = body;
      },
    };
    expect((await githubChannel.send(sampleMessage(), read, crashing)).kind).toBe('failed');
    expect(remembered.at(-1)).toEqual({ trying: clock.now });
    expect((await send(1)).kind).toBe('delivered');
    expect(told()).toHaveLength(1);
  });

  it('is tried at once where GitHub said no', async () => {
    after({ status: 403, retryAfter: 7 });
    expect(await send(1)).toMatchObject({ kind: 'throttled', wait: 7_000 });
    expect((await send(1)).kind).toBe('delivered');
  });
});

describe('a comment of which nobody knows whether it is there', () => {
  it.each(['drop-after-accept', 'half-accept', 'drop-before-accept'] as const)('is said once: %s', async (fault) => {
    await send(1);
    github.queue(fault);
    expect((await send(2)).kind).toBe('failed');
    expect((await send(2)).kind).toBe('delivered');
    expect(told()).toHaveLength(2);
  });

  it('is not said again where only the closing failed', async () => {
    await send(1);
    github.queue('accept', 'drop-before-accept');
    expect((await send(2, sampleResolved())).kind).toBe('failed');
    expect((await send(2, sampleResolved())).detail).toBe('issue 1 is closed');
    expect(github.issues()).toMatchObject([{ state: 'closed', comments: { length: 1 } }]);
  });

  it('is found behind a hundred others', async () => {
    await send(1);
    for (let number = 0; number < 105; number += 1) {
      clock.now += 1_000;
      await send(1_000 + number);
    }
    github.queue('drop-after-accept');
    await send(2);
    await send(2);
    expect(told()).toHaveLength(107);
  });
});

describe('what GitHub says no to', () => {
  it.each([
    [401, 'refused'],
    [403, 'refused'],
    [404, 'refused'],
    [410, 'refused'],
    [422, 'refused'],
    [301, 'refused'],
    [429, 'throttled'],
    [500, 'failed'],
    [502, 'failed'],
  ])('%d is %s, and says nothing of the token', async (status, kind) => {
    github.queue({ status }, 'accept', { status });
    const outcomes = [await send(1), await send(1)];
    for (const outcome of outcomes) expect(outcome).toMatchObject({ kind, status });
    expect(JSON.stringify(outcomes)).not.toContain('0123456789');
    expect(github.issues()).toEqual([]);
  });

  it('is waited for as long as it says', async () => {
    github.queue(
      { status: 403, retryAfter: 30 },
      { status: 403, retryAfter: new Date(clock.now + 600_000) },
      { status: 429 },
    );
    expect(await send(1)).toMatchObject({ kind: 'throttled', wait: 30_000 });
    expect(await send(1)).toMatchObject({ kind: 'throttled', wait: 600_000 });
    expect(await send(1)).toMatchObject({ kind: 'throttled', wait: 60_000 });
  });

  it('is waited for where too much was made in a minute', async () => {
    const outcomes = [];
    for (let number = 0; number < 82; number += 1) outcomes.push((await send(number)).kind);
    expect(outcomes.slice(0, 80).every((kind) => kind === 'delivered')).toBe(true);
    expect(outcomes.slice(80)).toEqual(['throttled', 'throttled']);
    clock.now += 61_000;
    expect((await send(99)).kind).toBe('delivered');
  });

  it('is a wrong token, and is told without it', async () => {
    const outcome = await send(1, sampleMessage(), { secrets: { GITHUB: 'T0PSECRETT0PSECRET' } });
    expect(outcome).toMatchObject({ kind: 'refused', status: 401 });
    const bad = await send(1, sampleMessage(), { secrets: { GITHUB: 'T0PSECRET\nx: y' } });
    expect(bad.kind).toBe('refused');
    expect(JSON.stringify([outcome, bad, memory])).not.toContain('T0PSECRET');
  });

  it('is broken off when its time is over', async () => {
    github.queue('hang');
    expect((await send(1, sampleMessage(), { signal: AbortSignal.timeout(100) })).kind).toBe('failed');
  });
});

describe('what an issue says', () => {
  it('fits, calls nobody and links nothing of others, whatever is in it', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const title = composeTitle(message);
        const body = composeBody(message, key(1));
        expect(title.length).toBeLessThanOrEqual(256);
        expect(body.length).toBeLessThanOrEqual(65_536);
        expect(body.match(/<!--/g)).toHaveLength(2);
        const said = body.replace(/<https?:\/\/[^<>\s]*>|<!-- [^<>]* -->/g, '').replaceAll('&#8203;', '\u200b');
        expect(said).not.toMatch(/<|[@#]\p{L}|[@#]\d|:\/\/|(?<!\\)[[\]`|~]/u);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['@everyone', '@&#8203;everyone'],
    ['fixes #12 and a/b#3', 'fixes #&#8203;12 and a/b#&#8203;3'],
    ['GH-12', 'GH&#8203;\\-12'],
    ['https://github.com/a/b/issues/1', 'https:&#8203;//github.com/a/b/issues/1'],
    ['www.example.com', 'www&#8203;.example.com'],
    ['<img src=x> ![x](y)', '&lt;img src\\=x&gt; \\!\\[x\\]\\(y\\)'],
    ['`a` **b** _c_', '\\`a\\` \\*\\*b\\*\\* \\_c\\_'],
    ['a\n# b', 'a␊#&#8203; b'],
  ])('is text and nothing else: %s', (text, expected) => {
    expect(plainMarkdown(text)).toBe(expected);
  });

  it('is cut with a link where it is far too long', () => {
    const alerts = Array.from({ length: 20 }, () =>
      sampleAlert({ summary: '#'.repeat(1_000_000), title: '@'.repeat(9_000) }),
    );
    const body = composeBody(sampleMessage({ alerts, more: 5 }), key(1));
    expect(body.length).toBeLessThanOrEqual(65_536);
    expect(body).toContain('And 5 more.');
    expect(body).toContain('The rest is cut');
    expect(body).toContain(`<${sampleMessage().url}>`);
  });
});
