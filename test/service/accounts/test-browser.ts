/** What came of a request. */
export interface Answer {
  readonly url: URL;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Redirects before a browser gives up. */
const MOST_REDIRECTS = 10;

/** A browser without a screen: keeps cookies for each origin, and follows redirects one by one. */
export class TestBrowser {
  readonly #jars = new Map<string, Map<string, string>>();

  /** Cookies of an origin. */
  cookies(origin: string): Map<string, string> {
    const jar = this.#jars.get(origin) ?? new Map<string, string>();
    this.#jars.set(origin, jar);
    return jar;
  }

  /** One request, redirects not followed. */
  async ask(address: string | URL, init: RequestInit = {}): Promise<Answer> {
    const url = new URL(address);
    const jar = this.cookies(url.origin);
    const headers = new Headers(init.headers);
    headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /max-age=0|expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    return { url, status: response.status, headers: response.headers, text: await response.text() };
  }

  /** Opens an address and follows redirects, to the end or until one leads to an address of a beginning. */
  async open(address: string | URL, until?: string): Promise<Answer> {
    let answer = await this.ask(address);
    for (let step = 0; step < MOST_REDIRECTS; step += 1) {
      const location = answer.headers.get('location');
      if (location === null) return answer;
      const next = new URL(location, answer.url);
      if (until !== undefined && next.href.startsWith(until)) return { ...answer, url: next };
      answer = await this.ask(next);
    }
    throw new Error(`${address}: more than ${MOST_REDIRECTS} redirects`);
  }
}
