import type { PitwallError } from '../../core/errors.ts';
import { escapeMarkup } from '../../core/markup.ts';
import { visible } from '../../core/visible.ts';
import { capital, shell } from './shell.ts';

/** With a name and a password, or with a link: one that signs in, makes the first administrator or a password. */
export type PageKind = 'sign-in' | 'link' | 'setup' | 'password';

export interface SignInPage {
  readonly kind: PageKind;
  /** What went wrong the last time. */
  readonly problem?: Pick<PitwallError, 'code' | 'problem' | 'fix' | 'place'> | undefined;
  /** What was written into the field; of a link, whose it is. */
  readonly name?: string | undefined;
  readonly link?: string | undefined;
  readonly redirectTo?: string | undefined;
  /** So many characters a password has at least. */
  readonly minimum: number;
  /** How the provider of identities is called, where there is one. */
  readonly provider?: string | undefined;
  /** Somebody is signed in already in this browser. */
  readonly isSignedIn?: boolean;
}

const titles: Readonly<Record<PageKind, string>> = {
  'sign-in': 'Sign in',
  link: 'Sign in with this link',
  setup: 'The first administrator',
  password: 'A new password',
};

const buttons: Readonly<Record<PageKind, string>> = {
  'sign-in': 'Sign in',
  link: 'Sign in',
  setup: 'Make the account and sign in',
  password: 'Take this password and sign in',
};

export function signInPage(page: SignInPage): string {
  const { kind, problem, link, redirectTo } = page;
  return shell(
    titles[kind],
    `${problem === undefined ? '' : `<p class="problem" id="problem" role="alert">${escapeMarkup(wordsOf(problem))}</p>\n`}${introOf(page)}<form method="post" action="/sign-in">
${hidden('link', link)}${hidden('redirect_to', redirectTo)}${fieldsOf(page)}<button type="submit">${buttons[kind]}</button>
</form>
${kind === 'sign-in' ? otherWays(page) : ''}`,
  );
}

function introOf({ kind, name = '', isSignedIn = false }: SignInPage): string {
  const paragraph = (text: string): string => `<p>${text}</p>\n`;
  switch (kind) {
    case 'sign-in':
      return '';
    case 'link':
      return [
        paragraph(`It signs this browser in as <strong class="name">${escapeMarkup(name)}</strong>, once.`),
        isSignedIn ? paragraph('Whoever is signed in here now is signed out by it.') : '',
        '<p class="soft">You did not ask for it? Then close this page: nothing has happened yet.</p>\n',
      ].join('');
    case 'setup':
      return paragraph('Nobody can sign in yet. Choose a name and a password for the account that lets all others in.');
    case 'password':
      return paragraph('Choose a password for your account. One that it had before opens nothing any more.');
  }
}

function fieldsOf({ kind, name = '', problem, minimum }: SignInPage): string {
  if (kind === 'link') return '';
  const isNew = kind !== 'sign-in';
  // what is wrong with the pair may be wrong with either
  const isWrong = (field: string): boolean => problem?.code === 'auth.wrong' || problem?.place?.field === field;
  const told = (field: string, ...ids: string[]): string => {
    const about = [...(isWrong(field) ? ['problem'] : []), ...ids];
    const described = about.length === 0 ? '' : ` aria-describedby="${about.join(' ')}"`;
    return isWrong(field) ? ` aria-invalid="true"${described}` : described;
  };
  // where one goes on writing
  const first = kind === 'password' || (name !== '' && problem?.place?.field !== 'name') ? 'password' : 'name';
  const focus = (field: string): string => (field === first ? ' autofocus' : '');
  // of a link to choose a password, the name is there for managers of passwords
  const own = kind === 'password' ? ' readonly' : ` required maxlength="64"${focus('name')}`;
  return `<label for="name">Name</label>
<input id="name" name="name"${own} autocomplete="username" autocapitalize="none" spellcheck="false" value="${escapeMarkup(name)}"${told('name')}>
<label for="password">Password</label>
<input id="password" name="password" type="password" required maxlength="1024"${isNew ? ` minlength="${minimum}"` : ''}${focus('password')} autocomplete="${isNew ? 'new-password' : 'current-password'}"${told('password', ...(isNew ? ['least'] : []))}>
${isNew ? `<p class="soft" id="least">At least ${minimum} characters; several words that do not belong together are good.</p>\n` : ''}`;
}

const otherWays = ({ provider, redirectTo }: SignInPage): string => `${
  provider === undefined
    ? ''
    : `<p class="or soft">or</p>
<a class="button quiet" href="${escapeMarkup(startAt(redirectTo))}">Sign in with ${escapeMarkup(provider)}</a>\n`
}<div class="hints soft">
<p>No password, or forgotten? An administrator makes a link for you: <code>pitwall user password NAME</code></p>
<p>On the machine of the server, <code>pitwall sign-in</code> makes a link that needs no password.</p>
</div>
`;

/** What is told to programs in the words of a check is told to people in theirs. */
function wordsOf({ code, problem, fix }: NonNullable<SignInPage['problem']>): string {
  if (code === 'auth.wrong')
    return 'This name and password do not let you in. Check both; after several wrong ones wait a quarter of an hour, or ask an administrator.';
  return visible(`${capital(problem)}. ${fix}.`);
}

const startAt = (redirectTo: string | undefined): string =>
  `/oidc/start${redirectTo === undefined ? '' : `?redirect_to=${encodeURIComponent(redirectTo)}`}`;

const hidden = (name: string, value: string | undefined): string =>
  value === undefined ? '' : `<input type="hidden" name="${name}" value="${escapeMarkup(value)}">\n`;
