import type { PitwallError } from '../../core/errors.ts';
import { escapeMarkup } from '../../core/markup.ts';
import { visible } from '../../core/visible.ts';
import { capital, shell } from './shell.ts';

interface Words {
  readonly title: string;
  /** Markup of ours. */
  readonly says: readonly string[];
}

interface Trouble extends Pick<PitwallError, 'problem' | 'fix'> {
  readonly code: string;
  readonly place?: PitwallError['place'] | undefined;
}

/** What went wrong, for people: a code to look up, and never more than we ourselves say. */
export function troublePage(trouble: Trouble, seconds?: number): string {
  const { title, says } = wordsOf(trouble, seconds);
  return shell(
    title,
    `<div role="alert">
${says.map((text) => `<p>${text}</p>`).join('\n')}
</div>
<p><a href="/sign-in">To the page to sign in</a></p>
<p class="hints soft">For who looks it up: <code>${escapeMarkup(trouble.code)}</code></p>
`,
  );
}

const anotherLink =
  'Another is made by an administrator (<kbd>pitwall user password NAME</kbd>), or on the machine of the server (<kbd>pitwall sign-in</kbd>).';

function waitOf(seconds: number | undefined): string {
  if (seconds === undefined) return 'a while';
  if (seconds > 90) return `${Math.ceil(seconds / 60)} minutes`;
  return seconds === 1 ? 'a second' : `${seconds} seconds`;
}

function wordsOf({ code, problem, fix, place }: Trouble, seconds: number | undefined): Words {
  if (code === 'auth.link') {
    const why = 'It was used already, is too old, or a newer one took its place.';
    return { title: 'This link opens nothing any more', says: [why, anotherLink] };
  }
  if (code === 'request.invalid' && place?.field === 'link') {
    const why = 'A piece of it is missing, or something is there twice. Copy it from its beginning to its end.';
    return { title: 'This link is not whole', says: [why, anotherLink] };
  }
  if (code === 'auth.slow') {
    return {
      title: 'Too many tries',
      says: [`Too many wrong passwords or links came from where you are. Try again in ${waitOf(seconds)}.`],
    };
  }
  if (code === 'auth.origin') {
    const why = 'What was sent did not come from a page of this server, and so it was not done. Nothing has changed.';
    return { title: 'Sent from elsewhere', says: [why, 'Open the page here, and do it there.'] };
  }
  if (code === 'auth.invalid' || code === 'auth.missing')
    return { title: 'Signed out', says: ['Nobody is signed in any more in this browser.'] };
  const title = code.startsWith('oidc.') ? 'Not signed in' : 'That did not work';
  return { title, says: [problem, fix].map((text) => `${escapeMarkup(visible(capital(text)))}.`) };
}
