/** One request of a visitor and its answer. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly status: number;
  readonly page: string;
  /** `Set-Cookie` lines. */
  readonly cookieLines: readonly string[];
}

/** A bare answer; a redirect is not followed. */
export interface Attempted {
  readonly status: number;
  readonly page: string;
  /** Path and query where it leads. */
  readonly location: string | undefined;
  readonly headers: Headers;
  readonly cookieLines: readonly string[];
}

export interface VisitorOptions {
  readonly userAgent?: string;
  /** Comes through a proxy that names this address, which the server must trust. */
  readonly address?: string | undefined;
  /** Asks through the proxy for this public URL. */
  readonly publicUrl?: string | undefined;
  /** Cookies of a browser that visits other sites of the same host too: browsers keep them by host, whatever the port. */
  readonly jar?: Map<string, string>;
  /** Sees every request, those behind redirects too. */
  readonly onExchange?: (exchange: Exchange) => void;
}

const BLOCK_END = /<\/(?:p|div|li|h[1-6]|dt|dd|section|label|button|td|th|title)>/g;

/** A browser without scripts: keeps cookies, reads forms, follows redirects of this site. Talks to a real port. */
export class Visitor {
  readonly origin: string;
  readonly #options: VisitorOptions;
  readonly #publicUrl: string;
  readonly #cookies: Map<string, string>;
  page = '';
  status = 0;
  path = '';
  headers: Headers = new Headers();

  constructor(origin: string, options: VisitorOptions = {}) {
    this.origin = origin;
    this.#options = options;
    this.#cookies = options.jar ?? new Map();
    this.#publicUrl = options.publicUrl ?? origin;
  }

  /** Another window of the same browser: the same cookies, a page of its own; from another network where one is given. */
  clone(address: string | undefined = this.#options.address): Visitor {
    const { jar: _, ...options } = this.#options;
    const other = new Visitor(this.origin, { ...options, address });
    for (const [name, value] of this.#cookies) other.#cookies.set(name, value);
    Object.assign(other, { page: this.page, status: this.status, path: this.path });
    return other;
  }

  /** Holds the cookies of another browser from now on: it is the same one, at another moment. */
  take(other: Visitor): void {
    for (const [name, value] of other.#cookies) this.#cookies.set(name, value);
  }

  /** What one reads: the words of the page between its head and its foot, a line for each block. */
  get text(): string {
    const main = /<main[^>]*>(.*)<\/main>/s.exec(this.page)?.[1] ?? this.page;
    const lines = main.replaceAll(BLOCK_END, '\n').replaceAll(/<[^>]*>/g, '');
    return unescaped(lines)
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .join('\n');
  }

  /** The `Cookie` header of this browser. */
  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async open(path: string): Promise<string> {
    return this.#ask('GET', path, {});
  }

  /** The status for a path, without leaving the present page: what another method or a reload would get. */
  async peek(method: 'GET' | 'HEAD', path: string): Promise<number> {
    const answer = await fetch(`${this.origin}${path}`, { method, headers: this.#headers(), redirect: 'manual' });
    await answer.arrayBuffer();
    return answer.status;
  }

  /** Sends a form of the present page as `send` does and stays there: for many at once. */
  async attempt(action: string, fields: Readonly<Record<string, string>> = {}): Promise<Attempted> {
    return this.#request('POST', action, this.#filled(action, fields));
  }

  /** Sends the form on the present page that posts to `action`, with its hidden fields. */
  async send(action: string, fields: Readonly<Record<string, string>> = {}): Promise<string> {
    return this.#ask('POST', action, this.#filled(action, fields));
  }

  #filled(action: string, fields: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    const form = [...this.page.matchAll(/<form[^>]*method="post"[^>]*action="([^"]*)"[^>]*>(.*?)<\/form>/gs)].find(
      ([whole, target, content]) => unescaped(target ?? '') === action && hasFields(`${whole}${content}`, fields),
    );
    if (form === undefined) throw new Error(`there is no form to ${action} on ${this.path}`);
    const hidden = [...(form[2] ?? '').matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(([, name, value]) => [
      name ?? '',
      unescaped(value ?? ''),
    ]);
    return { ...Object.fromEntries(hidden), ...fields };
  }

  #headers(): Record<string, string> {
    const { userAgent, address } = this.#options;
    const headers: Record<string, string> = { cookie: this.cookie };
    if (userAgent !== undefined) headers['user-agent'] = userAgent;
    if (address !== undefined) headers['x-forwarded-for'] = address;
    if (this.#publicUrl !== this.origin) headers['x-forwarded-host'] = new URL(this.#publicUrl).host;
    return headers;
  }

  async #ask(method: string, path: string, fields: Readonly<Record<string, string>>): Promise<string> {
    const { status, page, headers, location, cookieLines } = await this.#request(method, path, fields);
    for (const line of cookieLines) this.keep(line);
    if (location !== undefined && status >= 300 && status < 400) return this.#ask('GET', location.split('#')[0] ?? '/', {});
    Object.assign(this, { page, status, path, headers });
    return page;
  }

  async #request(method: string, path: string, fields: Readonly<Record<string, string>>): Promise<Attempted> {
    const headers = this.#headers();
    const body = method === 'POST' ? new URLSearchParams(fields).toString() : undefined;
    if (body !== undefined) Object.assign(headers, { 'content-type': 'application/x-www-form-urlencoded', origin: this.#publicUrl });
    const answer = await fetch(`${this.origin}${path}`, { method, headers, ...(body !== undefined && { body }), redirect: 'manual' });
    const cookieLines = answer.headers.getSetCookie();
    const page = await answer.text();
    this.#options.onExchange?.({ method, path, fields, status: answer.status, page, cookieLines });
    const location = answer.headers.get('location')?.replace(this.#publicUrl, '');
    return { status: answer.status, page, location, headers: answer.headers, cookieLines };
  }

  /** Takes a `Set-Cookie` line. */
  keep(line: string): void {
    const [pair = '', ...attributes] = line.split(';');
    const equals = pair.indexOf('=');
    if (attributes.some((attribute) => attribute.trim() === 'Max-Age=0')) this.#cookies.delete(pair.slice(0, equals));
    else this.#cookies.set(pair.slice(0, equals), pair.slice(equals + 1));
  }
}

function hasFields(form: string, fields: Readonly<Record<string, string>>): boolean {
  return Object.keys(fields).every((name) => form.includes(`name="${name}"`));
}

function unescaped(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
}
