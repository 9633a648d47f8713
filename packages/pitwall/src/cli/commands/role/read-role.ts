import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { NewRole } from '@pitwall/sdk';
import { readDocument } from '../../../config/document.ts';
import { validate } from '../../../config/validate.ts';
import type { CommandContext, Invocation } from '../../../core/command.ts';
import { PitwallError } from '../../../core/errors.ts';
import { roleSchema, writtenRule } from '../../../permissions/schema.ts';

/** The role that was typed, or the one of a file. */
export async function readRole(invocation: Invocation, context: CommandContext): Promise<NewRole> {
  const [name] = invocation.arguments;
  const replace = invocation.given('replace');
  const file = invocation.text('file');
  if (file === undefined) return { ...typedRole(name, invocation), replace };
  const typed = ['allow', 'deny', 'on', 'summary'].find((option) => invocation.given(option));
  if (typed !== undefined) {
    throw new PitwallError({
      code: 'arguments.invalid',
      problem: `expected --file or --${typed}, found both`,
      fix: 'Write all of it into the file, or leave the file out',
    });
  }
  return { ...(await roleOfFile(file, name, context)), replace };
}

function typedRole(name: string | undefined, invocation: Invocation): NewRole {
  if (name === undefined)
    throw expected('a name for the role, or a file with --file', 'pitwall role add spread-team …');
  const [allow, deny, on] = ['allow', 'deny', 'on'].map((option) => invocation.texts(option).flatMap(listed));
  const rules = [
    ...(allow?.length ? [{ allow, ...(on?.length ? { on } : {}) }] : []),
    ...(deny?.length ? [{ deny, ...(on?.length ? { on } : {}) }] : []),
  ];
  if (rules.length === 0) {
    throw expected('what it allows or denies', `pitwall role add ${name} --allow 'job.*' --on 'model:spread-*'`);
  }
  const summary = invocation.text('summary');
  return { name, ...(summary === undefined ? {} : { summary }), rules };
}

/** `job.run,job.retry`: neither verbs nor patterns of subjects hold commas by custom; a file takes those that do. */
const listed = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

async function roleOfFile(file: string, name: string | undefined, { cwd }: CommandContext): Promise<NewRole> {
  const text = await readFile(resolve(cwd, file), 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new PitwallError({
      code: 'config.missing',
      problem: `expected a file with a role, found none that can be read (${cause.code ?? 'unknown'})`,
      fix: 'Check the path',
      place: { file },
      cause,
    });
  });
  const document = readDocument(file, text);
  const { value } = document;
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  const named = name !== undefined && isMap ? { ...value, name } : value;
  const role = validate(roleSchema, named, document.place);
  return { name: role.name, summary: role.summary, rules: role.rules.map(writtenRule) };
}

const expected = (what: string, example: string): PitwallError =>
  new PitwallError({
    code: 'arguments.invalid',
    problem: `expected ${what}, found none`,
    fix: `Write it like ${example}`,
  });
