/** As much of a browser as signing in needs: it keeps cookies by host, follows redirects and sends forms. */
export interface Browser {
  readonly cookies: Map<string, Map<string, string>>;
  /** One request, without following where it leads. */
  open(url: string, init?: RequestInit): Promise<Response>;
  /** Follows redirects as long as they are no further than `until`; answers the last answer and where it came from. */
  follow(url: string, options?: FollowOptions): Promise<Landed>;
}

export interface FollowOptions {
  /** Of a form. */
  readonly form?: Readonly<Record<string, string>>;
  /** Not opened any more. */
  readonly until?: (url: URL) => boolean;
}

export interface Landed {
  readonly url: URL;
  /** Undefined where it stopped before it. */
  readonly answer: Response | undefined;
}

const mostRedirects = 12;

export function createBrowser(): Browser {
  const cookies = new Map<string, Map<string, string>>();

  function keep(url: URL, answer: Response): void {
    const jar = cookies.get(url.host) ?? new Map<string, string>();
    cookies.set(url.host, jar);
    for (const line of answer.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
      const name = pair.slice(0, pair.indexOf('='));
      const isGone = attributes.some((attribute) => /^(max-age=0|expires=thu, 01 jan 1970.*)$/i.test(attribute));
      if (isGone) jar.delete(name);
      else jar.set(name, pair.slice(pair.indexOf('=') + 1));
    }
  }

  async function open(at: string, init: RequestInit = {}): Promise<Response> {
    const url = new URL(at);
    const jar = [...(cookies.get(url.host) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...(jar === '' ? {} : { cookie: jar }), ...(init.headers as Record<string, string> | undefined) };
    const answer = await fetch(url, { ...init, redirect: 'manual', headers });
    keep(url, answer);
    return answer;
  }

  async function follow(at: string, { form, until = () => false }: FollowOptions = {}): Promise<Landed> {
    let url = new URL(at);
    let init: RequestInit = form ? { method: 'POST', body: new URLSearchParams(form) } : {};
    for (let step = 0; step < mostRedirects; step += 1) {
      if (until(url)) return { url, answer: undefined };
      const answer = await open(url.href, init);
      const location = answer.headers.get('location');
      if (location === null) return { url, answer };
      url = new URL(location, url);
      init = {};
    }
    throw new Error(`Expected an end of redirects, found ${url.href} after ${mostRedirects}.`);
  }

  return { cookies, open, follow };
}

/** Signs in and consents on the forms of the provider; answers where it sends the browser back to, before it goes there. */
export async function goThroughProvider(
  browser: Browser,
  start: string,
  person: string,
  callback: string,
): Promise<URL> {
  const until = (url: URL): boolean => url.href.startsWith(callback);
  let landed = await browser.follow(start, { until });
  while (landed.answer) {
    const html = await landed.answer.text();
    const action = /<form[^>]+action="([^"]+)"/.exec(html)?.[1];
    const prompt = /name="prompt" value="(\w+)"/.exec(html)?.[1];
    if (action === undefined || prompt === undefined) throw new Error(`Expected a form, found: ${html.slice(0, 500)}`);
    const form = { prompt, ...(prompt === 'login' ? { login: person, password: 'anything' } : {}) };
    landed = await browser.follow(new URL(action, landed.url).href, { form, until });
  }
  return landed.url;
}
