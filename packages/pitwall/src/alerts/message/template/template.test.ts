import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyMessage, sampleAlert, sampleMessage } from '../../testing/sample-messages.ts';
import { applyTemplate } from './apply.ts';
import { templateSchema } from './config.ts';
import { readTemplate } from './read.ts';

const message = sampleMessage({
  alerts: [
    sampleAlert({ labels: { team: 'feeds', 'team name': 'Feeds & co' }, value: 1234.5678 }),
    sampleAlert({ title: 'Second', summary: 'The second one', severity: 'low', related: [], before: [] }),
  ],
  firing: 2,
});

const textOf = (text: string): string | null => applyTemplate({ text }, message).text;
const mistakeOf = (source: string): string => {
  const read = readTemplate(source);
  return 'problem' in read ? `${read.line}:${read.column} ${read.problem}. ${read.fix}` : 'none';
};

describe('a template', () => {
  it('that would double its length with each filter fails before it is long', () => {
    expect(textOf(`{{ alerts${' | json'.repeat(40)} }}`)).toMatch(/^The template .* more than 50000 characters;/);
  });

  it.each([
    ['plain text', 'plain text'],
    ['{{ project }} of {{kind}}', 'courtside of firing'],
    ['{{ alerts[1].summary }}', 'The second one'],
    ['{{ alerts[7].summary }}.', '.'],
    ['{{ alerts.length }} of {{ firing }}', '2 of 2'],
    ['{{ alerts[0].labels.team }}, {{ alerts[0].labels["team name"] }}', 'feeds, Feeds & co'],
    ['{{ alerts[0].labels.nobody }}-', '-'],
    ['{{ severity | upper }} {{ project | lower }}', 'CRITICAL courtside'],
    ['{{ alerts[0].since | date }}', '2026-11-22 03:00:00 UTC'],
    ['{{ alerts[0].value | number }}', '1235'],
    ['{{ group | json }}', '{"kind":"dataset","name":"games"}'],
    ['{{ alerts[0].related | json | upper }}', '["MODEL SPREAD HAS NO PREDICTIONS"]'],
    ['{{ alerts[0].threshold.alert }}', '> 1'],
    [
      '{{#each alerts}}<{{ title }} of {{ project }}>{{/each}}',
      '<The feed of games stands still of courtside><Second of courtside>',
    ],
    [
      '{{#each alerts}}{{#each related}}({{ this }}){{else}}(none){{/each}}{{/each}}',
      '(Model spread has no predictions)(none)',
    ],
    [
      '{{#if text}}yes{{else}}no{{/if}} {{#if alerts}}yes{{/if}} {{#if more}}0 is a value{{/if}}',
      'no yes 0 is a value',
    ],
    ['{{#if instead}}{{ instead.of }}{{else}}here{{/if}}', 'here'],
    ['\\{{ is two braces', '{{ is two braces'],
    ['first\n  {{#if alerts}}\nsecond\n  {{/if}}\nthird', 'first\nsecond\nthird'],
    ['one }} two', 'one }} two'],
  ])('%j says %j', (template, said) => {
    expect(mistakeOf(template)).toBe('none');
    expect(textOf(template)).toBe(said);
  });

  it('changes what it names and leaves the rest', () => {
    const changed = applyTemplate({ title: '{{ project }}:\n {{ alerts[0].title }}' }, message);
    expect(changed).toEqual({ ...message, title: 'courtside: The feed of games stands still' });
  });

  it('never leaves a message without a title', () => {
    expect(applyTemplate({ title: '{{ text }}' }, message).title).toBe(message.title);
    expect(applyTemplate({ title: 'x'.repeat(5_000) }, message).title.length).toBeLessThanOrEqual(300);
  });

  it.each([
    ['ok\n  {{ summray }}', '2:3 there is no `summray`. Use one of'],
    ['{{ alerts[0].sumary }}', '1:1 there is no `sumary` in it. Did you mean `summary`'],
    ['{{ alerts.summary }}', '1:1 there is no `summary` in it. It is a list'],
    ['{{ alerts }}', '1:1 `alerts` is more than one value. Go through it with #each'],
    ['{{ title.length }}', '1:1 there is no `length` in it'],
    ['{{ title', '1:1 a tag is not closed'],
    ['{{ }}', '1:1 `` is no name of a value'],
    ['{{ title | shout }}', '1:1 there is no filter `shout`. Use one of: upper, lower'],
    ['{{ title | uper }}', '1:1 there is no filter `uper`. Did you mean `upper`'],
    ['{{ title | constructor }}', '1:1 there is no filter `constructor`'],
    ['{{#each title}}{{/each}}', '1:1 `title` is no list'],
    ['{{#unless text}}{{/unless}}', '1:1 there is no block `#unless`. Use #if or #each'],
    ['a\nb{{#if text}}', '2:2 `#if` is not closed'],
    ['{{/if}}', '1:1 `/if` closes nothing'],
    ['{{#if text}}{{/each}}', '1:13 `/each` closes `#if`'],
    ['{{else}}', '1:1 `else` stands outside of a block'],
    ['{{#if text}}{{else}}{{else}}{{/if}}', '1:21 `else` stands twice'],
    ['{{#each alerts}}{{else}}{{ summary }}{{/each}}', '1:25 there is no `summary`'],
    ['x'.repeat(20_001), '1:1 it has 20001 characters'],
    ['{{#if text}}'.repeat(9), '1:97 more than 8 blocks stand in each other'],
    ['{{ title() }}', '1:1 `title()` is no name of a value'],
    ['{{ process.exit }}', '1:1 there is no `process`'],
  ])('%j is refused, and it is said where and why', (template, said) => {
    expect(mistakeOf(template)).toContain(said);
  });

  it.each(['constructor', '__proto__', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__'])(
    'reaches nothing by the name of %s',
    (name) => {
      for (const path of [
        name,
        `this.${name}`,
        `alerts[0].${name}`,
        `alerts.${name}`,
        `title.${name}`,
        `alerts[0].labels.${name}`,
        `group["${name}"]`,
        `group.${name}.${name}`,
      ]) {
        const read = readTemplate(`{{ ${path} }}`);
        if (!('problem' in read)) expect(textOf(`[{{ ${path} }}]`)).toBe('[]');
      }
      expect(mistakeOf(`{{ ${name} }}`)).toContain('there is no');
    },
  );

  it('is read with the configuration', () => {
    expect(templateSchema.parse({ title: '{{ project }}' })).toEqual({ title: '{{ project }}' });
    const { error } = templateSchema.safeParse({ text: 'a\n{{ projct }}', body: '' });
    expect(error?.issues).toMatchObject([
      {
        path: ['text'],
        message: 'expected a template that can be read, found in line 2, column 1: there is no `projct`',
        params: { fix: 'Did you mean `project`' },
      },
      { code: 'unrecognized_keys' },
    ]);
  });
});

describe('a template that fails', () => {
  const longest = sampleMessage({ text: 'x'.repeat(40_000), title: 'As it is' });

  it('leaves the message as it was, and says so in it', () => {
    const sent = applyTemplate({ title: 'mine', text: '{{ text }}{{ text }}' }, longest);
    expect(sent.title).toBe('As it is');
    expect(sent.text).toMatch(
      /^The template of this channel failed, because it makes more than 50000 characters; .*\nxxx/,
    );
    expect(sent.alerts).toEqual(longest.alerts);
  });

  it('does so as well where it was never read', () => {
    const { title, text } = applyTemplate({ title: '{{ nobody }}' }, sampleMessage());
    expect(title).toBe(sampleMessage().title);
    expect(text).toContain('failed, because line 1, column 1: there is no `nobody`');
  });

  it('ends, however often it goes through lists within lists', () => {
    const alerts = Array.from({ length: 20 }, () => sampleAlert());
    const deep = `${'{{#each alerts}}'.repeat(8)}${'{{/each}}'.repeat(8)}`;
    const started = performance.now();
    expect(mistakeOf(deep)).toBe('none');
    expect(applyTemplate({ text: deep }, sampleMessage({ alerts })).text).toContain('it takes more than 100000 steps');
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('never throws, whatever the template and the message are', () => {
    const parts = fc.constantFrom(
      '{{',
      '}}',
      '{{#each alerts}}',
      '{{/each}}',
      '{{#if text}}',
      '{{else}}',
      '{{/if}}',
      '{{ alerts[0].value | number }}',
      '{{ at | date | json }}',
      '{{ this | json }}',
      '{{ labels | json }}',
      '\\',
      '\n',
      ' ',
      'text',
      '{{ title | upper }}',
      '|',
      '[0]',
      '.',
    );
    fc.assert(
      fc.property(
        fc.array(parts, { maxLength: 30 }),
        fc.string({ unit: 'binary', maxLength: 50 }),
        anyMessage,
        (all, other, any) => {
          for (const source of [all.join(''), other, `{{${other}}}`]) {
            const sent = applyTemplate({ title: source, text: source }, any);
            expect(sent.alerts).toBe(any.alerts);
            expect((sent.text ?? '').length).toBeLessThanOrEqual((any.text ?? '').length + 50_500);
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
