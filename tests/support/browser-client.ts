/**
 * A browser without scripts: keeps cookies, reads forms, follows redirects of this site. Talks to a real port. With an address it
 * comes through a proxy that names it, which the server must trust; with a public URL it asks for that one through the proxy.
 */
export class Visitor {
  readonly origin: string;
  readonly #address: string | undefined;
  readonly #publicUrl: string;
  readonly #cookies = new Map<string, string>();
  page = '';
  status = 0;
  path = '';

  constructor(origin: string, address?: string, publicUrl: string = origin) {
    this.origin = origin;
    this.#address = address;
    this.#publicUrl = publicUrl;
  }

  /** The `Cookie` header of this browser. */
  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async open(path: string): Promise<string> {
    return this.#ask('GET', path, undefined);
  }

  /** Sends the form on the present page that posts to `action`, with its hidden fields. */
  async send(action: string, fields: Readonly<Record<string, string>>): Promise<string> {
    const form = [...this.page.matchAll(/<form[^>]*method="post"[^>]*action="([^"]*)"[^>]*>(.*?)<\/form>/gs)].find(
      ([whole, target, content]) => unescaped(target ?? '') === action && hasFields(`${whole}${content}`, fields),
    );
    if (form === undefined) throw new Error(`there is no form to ${action} on ${this.path}`);
    const hidden = [...(form[2] ?? '').matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(([, name, value]) => [
      name ?? '',
      unescaped(value ?? ''),
    ]);
    return this.#ask('POST', action, new URLSearchParams({ ...Object.fromEntries(hidden), ...fields }).toString());
  }

  async #ask(method: string, path: string, body: string | undefined): Promise<string> {
    const headers: Record<string, string> = { cookie: this.cookie };
    if (this.#address !== undefined) headers['x-forwarded-for'] = this.#address;
    if (this.#publicUrl !== this.origin) headers['x-forwarded-host'] = new URL(this.#publicUrl).host;
    if (body !== undefined) Object.assign(headers, { 'content-type': 'application/x-www-form-urlencoded', origin: this.#publicUrl });
    const answer = await fetch(`${this.origin}${path}`, { method, headers, ...(body !== undefined && { body }), redirect: 'manual' });
    for (const line of answer.headers.getSetCookie()) this.keep(line);
    const location = answer.headers.get('location');
    if (location !== null && answer.status >= 300 && answer.status < 400) {
      await answer.arrayBuffer();
      return this.#ask('GET', location.replace(this.#publicUrl, '').split('#')[0] ?? '/', undefined);
    }
    this.page = await answer.text();
    this.status = answer.status;
    this.path = path;
    return this.page;
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
