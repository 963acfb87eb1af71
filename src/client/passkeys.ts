import { announce } from './announce.ts';

/** A challenge lives five minutes; a waiting autofill asks for a new one before. */
const RENEW_MILLISECONDS = 240_000;

/**
 * Forms with `data-passkey="create"` or `"get"` are answered by an authenticator: the button asks the server for options
 * (`data-options`), the browser for the answer, writes it into the field `credential` and sends the form. A form with
 * `data-autofill` offers its passkeys in the field for the user name as well; one with `data-beside` has a button of its own too,
 * which sends its fields without any passkey.
 */
export function startPasskeys(): void {
  const forms = document.querySelectorAll<HTMLFormElement>('form[data-passkey]');
  for (const form of forms) {
    if (!canUsePasskeys()) {
      say(form, 'This browser offers no passkeys on this page. Use another browser, or another factor.');
      continue;
    }
    const waiting = form.dataset['autofill'] === undefined ? undefined : startAutofill(form);
    const ask = (): void => {
      if (!form.reportValidity()) return;
      waiting?.abort();
      answer(form).catch(() => undefined);
    };
    form.querySelector('[data-passkey-button]')?.addEventListener('click', ask);
    if (form.dataset['beside'] !== undefined) continue;
    // Enter in one of its fields.
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      ask();
    });
  }
}

function canUsePasskeys(): boolean {
  return window.isSecureContext && typeof PublicKeyCredential !== 'undefined' && 'parseRequestOptionsFromJSON' in PublicKeyCredential;
}

async function answer(form: HTMLFormElement): Promise<void> {
  say(form, '');
  try {
    const options = await ask(form);
    const credential =
      form.dataset['passkey'] === 'create'
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
    send(form, credential);
  } catch (error) {
    say(form, sentenceOf(error));
  }
}

/** Offers passkeys where the user name is typed, until the button is pressed. */
function startAutofill(form: HTMLFormElement): AbortController {
  const stop = new AbortController();
  offer(form, stop).catch(() => undefined);
  return stop;
}

async function offer(form: HTMLFormElement, stop: AbortController): Promise<void> {
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  while (!stop.signal.aborted) {
    const round = new AbortController();
    const timer = setTimeout(() => round.abort(), RENEW_MILLISECONDS);
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(await ask(form));
    const signal = AbortSignal.any([stop.signal, round.signal]);
    const credential = await navigator.credentials.get({ publicKey, mediation: 'conditional', signal }).catch((error: unknown) => {
      if (round.signal.aborted) return null;
      throw error;
    });
    clearTimeout(timer);
    if (credential !== null) return send(form, credential);
  }
}

/** The options as JSON, or the sentence with which the server refused them. */
async function ask(form: HTMLFormElement): Promise<never> {
  const body = new URLSearchParams({ csrf_token: field(form, 'csrf_token').value });
  const answered = await fetch(form.dataset['options'] ?? '', { method: 'POST', body, headers: { accept: 'application/json' } });
  if (!answered.ok || !answered.headers.get('content-type')?.startsWith('application/json')) throw new Error('refused');
  return (await answered.json()) as never;
}

function send(form: HTMLFormElement, credential: Credential | null): void {
  if (!(credential instanceof PublicKeyCredential)) return;
  field(form, 'credential').value = JSON.stringify(credential.toJSON());
  form.submit();
}

function field(form: HTMLFormElement, name: string): HTMLInputElement {
  const found = form.elements.namedItem(name);
  if (!(found instanceof HTMLInputElement)) throw new Error(`the form has no field ${name}`);
  return found;
}

function sentenceOf(error: unknown): string {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'InvalidStateError') return 'This account has that passkey already. Take another device or key.';
  if (name === 'NotAllowedError') return 'Nothing came back: the request was cancelled, took too long, or no passkey of this site is here.';
  if (name === 'SecurityError') return 'The browser refuses passkeys at this address. Open the site by its own name.';
  return 'That did not work. Reload the page and try again.';
}

function say(form: HTMLFormElement, sentence: string): void {
  const place = form.querySelector('[data-passkey-says]');
  if (place) place.textContent = sentence;
  if (sentence !== '') announce(sentence);
}
