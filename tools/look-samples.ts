import { createHash } from 'node:crypto';
import { type Html, html } from '../src/base/html.ts';
import { band } from '../src/layout/band.ts';
import { copyTextButton, linkButton, printButton, saveTextButton, submitButton } from '../src/layout/button.ts';
import { codeBlock, command, secretText } from '../src/layout/code.ts';
import { dangerZone } from '../src/layout/danger.ts';
import { empty } from '../src/layout/empty.ts';
import { errorContent } from '../src/layout/error-page.ts';
import { factList } from '../src/layout/facts.ts';
import {
  codeField,
  emailField,
  passwordField,
  recoveryCodeField,
  selectField,
  selectInput,
  textAreaField,
  textField,
  usernameField,
} from '../src/layout/fields.ts';
import { buttonForm, form, formActions } from '../src/layout/form.ts';
import { gate } from '../src/layout/gate.ts';
import { hash } from '../src/layout/hash.ts';
import { historyByDay } from '../src/layout/history-entry.ts';
import { cut, depths, hangingKey, hangingPasskey } from '../src/layout/key-cuts.ts';
import { filterBar, pagination, tabs, withSections } from '../src/layout/navigation.ts';
import { notice } from '../src/layout/notice.ts';
import { pageHead } from '../src/layout/page-head.ts';
import { beside, marginPart, part, steps } from '../src/layout/part.ts';
import { checkbox, checkboxPicks, radioPicks } from '../src/layout/picks.ts';
import { rack } from '../src/layout/rack.ts';
import { rows } from '../src/layout/rows.ts';
import type { Page } from '../src/layout/shell.ts';
import type { SiteLook, Viewer } from '../src/layout/site-look.ts';
import { orElse } from '../src/layout/slip.ts';
import { table } from '../src/layout/table.ts';
import { canBePhished, resistsPhishing, tag } from '../src/layout/tags.ts';

export const sha256Hex = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');
const NOW = Date.UTC(2026, 10, 24, 10, 41, 58);
const csrfToken = 'o8p2';
const ines: Viewer = { kind: 'account', username: 'ines', isOperator: true, csrfToken };
const digest = sha256Hex('tidewater');
const codes = ['k7qd-m2xw-9trb-4hfz', 'p3vn-8cjs-xk6m-2wqa', 'w9bt-5rhd-j4np-7yxc', '2mfk-q8zv-c6ts-hb3n', 'x5ja-n7pw-3gkd-v9rq'];

type Sample = Omit<Page, 'site'> & { readonly isTest?: boolean };

/** An index that does not exist, for looking at. */
export function sampleSite(kind: 'main' | 'test', assets: (file: string) => string): SiteLook {
  return {
    name: 'Keyhouse',
    kind,
    siblingUrl: kind === 'test' ? 'https://keyhouse.example.org/' : undefined,
    supportUrl: 'mailto:help@example.org',
    logCuts: depths(sha256Hex(kind === 'test' ? 'test.keyhouse.example.org' : 'cut4:keyhouse.example.org')),
    checkpoint: { size: 48_213, signedAt: new Date(NOW).toISOString(), digest: sha256Hex('cp48213') },
    assets,
    version: '0.1.0',
    canRegister: true,
  };
}

/** Pages that show every part of `layout/` in its states. */
export const samples: Readonly<Record<string, () => Sample>> = {
  account: accountPage,
  'two-factor': secondStepPage,
  'register-errors': registerPage,
  login: loginPage,
  delete: deletePage,
  history: historyPage,
  'recovery-codes': recoveryCodesPage,
  provision: provisionPage,
  components: componentsPage,
  '404': () => ({
    title: 'Nothing at this address',
    viewer: { kind: 'visitor' },
    kind: 'broken',
    content: errorContent({
      status: 404,
      heading: 'Nothing at this address',
      lead: html`<span class="mono break">/project/tidewatr/</span> is no project here.`,
      query: 'tidewatr',
      incident: '7f3k2m9q',
    }),
  }),
  front: frontPage,
};

const small = (label: string, unseen: string): Html => linkButton({ href: '#', label, unseen, kind: 'plain', isSmall: true });

function accountPage(): Sample {
  const sections = [
    { href: '#account-emails', label: 'Mail addresses', count: 2 },
    { href: '#two-factor', label: 'Second factors', count: 2 },
    { href: '#sessions', label: 'Sessions', count: 2 },
    { href: '#security-history', label: 'Security history' },
    { href: '#freeze', label: 'Freeze' },
  ];
  const lead = html`Everything that opens it. If something here is not yours, <a href="#freeze">freeze the account</a>.`;
  return {
    title: 'Your account',
    viewer: ines,
    bands: [
      band({
        kind: 'wait',
        label: 'Deadline',
        sign: 'clock',
        title: 'From 8 December, owners need a passkey to publish.',
        text: 'You have two, so nothing changes for you.',
        link: { href: '/help/', label: 'Tell tomasz.w' },
      }),
    ],
    notices: [notice({ kind: 'good', title: 'The address i.okafor@example.net is confirmed', text: 'Notices go there from now on.' })],
    content: html`${pageHead({ heading: 'Your account', lead })}${accountRack()}<div class="above-7">${withSections('Sections of your account', sections, html`${emailsPart()}${factorsPart()}${sessionsPart()}${historyPart()}${freezePart()}`)}</div>`,
  };
}

function accountRack(): Html {
  return rack('Everything that opens this account', [
    {
      href: '#two-factor',
      keys: [hangingPasskey(digest), hangingPasskey(sha256Hex('b'))],
      count: 2,
      name: 'passkeys',
      note: 'Resists phishing',
      isProved: true,
    },
    { href: '#account-emails', keys: [hangingKey('password')], count: 1, name: 'password', note: 'Opens nothing alone' },
    { href: '#two-factor', keys: [hangingKey('app')], count: 1, name: 'authenticator app', note: 'Can be phished' },
    {
      href: '#two-factor',
      keys: [...Array.from({ length: 8 }, () => hangingKey('code')), hangingKey('used-code'), hangingKey('used-code')],
      count: 8,
      name: 'recovery codes',
      note: 'Two of ten are used',
    },
    { href: '#two-factor', keys: [hangingKey('token'), hangingKey('token')], count: 2, name: 'tokens', note: 'One never expires' },
    { href: '#sessions', keys: [hangingKey('session'), hangingKey('session')], count: 2, name: 'sessions', note: 'One is this browser' },
  ]);
}

function emailsPart(): Html {
  const remove = buttonForm({
    action: '/',
    csrfToken,
    button: { label: 'Remove', unseen: ' i.okafor@example.net', kind: 'plain', isSmall: true },
  });
  return part({
    id: 'account-emails',
    heading: 'Mail addresses',
    lead: 'Notices about your account go to every confirmed address.',
    action: linkButton({ href: '#', label: 'Add an address', kind: 'plain', isSmall: true }),
    content: rows('Your mail addresses', [
      {
        sign: 'mail',
        name: 'ines@northquay.example.org',
        tags: [tag('Primary', 'solid'), tag('Confirmed', 'proved', 'check')],
        facts: ['Confirmed 4 March 2021'],
      },
      {
        sign: 'mail',
        name: 'i.okafor@example.net',
        tags: [tag('Not confirmed', 'wait', 'clock')],
        text: 'We sent a link on 23 November. Nothing goes to this address until you use it.',
        actions: [small('Send it again', ' to i.okafor@example.net'), remove],
      },
    ]),
  });
}

function factorsPart(): Html {
  return part({
    id: 'two-factor',
    heading: 'Second factors',
    lead: 'A passkey is checked by your device against this address, so a false page gets nothing. A code can be typed into a false page.',
    action: html`${linkButton({ href: '#', label: 'Add a passkey', sign: 'plus', isSmall: true })}${linkButton({ href: '#', label: 'Add an app', kind: 'plain', isSmall: true })}`,
    content: rows('Your second factors', [
      {
        sign: 'key',
        tone: 'proved',
        name: 'MacBook',
        tags: [resistsPhishing],
        text: 'Passkey kept by iCloud Keychain, on all devices of that account',
        facts: ['Added 12 January 2026', 'Used today, 09:02 UTC'],
        actions: [small('Rename', ' MacBook'), small('Remove', ' MacBook')],
      },
      {
        sign: 'app',
        name: 'Phone',
        tags: [canBePhished],
        text: 'Authenticator app',
        facts: ['Added 3 May 2026', 'Used 2 November 2026'],
        actions: [small('Replace', ' Phone'), small('Remove', ' Phone')],
      },
    ]),
  });
}

function sessionsPart(): Html {
  const notMe = linkButton({ href: '#', label: 'Not me', unseen: ': the session of Chrome on Windows', kind: 'stop-plain', isSmall: true });
  return part({
    id: 'sessions',
    heading: 'Sessions',
    lead: 'Browsers that are signed in now. A session ends after an hour without use, and after twelve hours at most.',
    content: rows('Your sessions', [
      {
        sign: 'session',
        name: 'Firefox on macOS',
        tags: [tag('This browser', 'solid')],
        text: 'Signed in with passkey “MacBook”',
        facts: [html`<span class="mono">203.0.113.40</span>`, 'Since 08:58 UTC'],
      },
      {
        sign: 'session',
        name: 'Chrome on Windows',
        tags: [tag('New here', 'wait', 'warn')],
        facts: [html`<span class="mono">198.51.100.73</span>`, 'Last seen 03:15 UTC'],
        actions: [small('End', ' the session of Chrome on Windows'), notMe],
      },
    ]),
  });
}

function sampleEntries(): Parameters<typeof historyByDay>[0] {
  const details = factList([
    ['Entry', html`<span class="mono break">evt_01JDC9W6H3Q8</span>`],
    ['Leaf', 'no. 1,048,219, under checkpoint 48,213'],
  ]);
  return [
    {
      at: NOW,
      sign: 'release',
      tone: 'good',
      sentence: html`You approved <a href="/project/tidewater/">tidewater 3.2.0</a>`,
      facts: ['Passkey “MacBook”', 'Firefox on macOS'],
      details,
      action: html`<a class="small" href="/account/not-me/">Not me<span class="unseen">: You approved tidewater 3.2.0</span></a>`,
    },
    { at: NOW - 7_200_000, sign: 'token', sentence: 'You created the token “tidewater release”', facts: ['Firefox on macOS'] },
    {
      at: NOW - 27_000_000,
      sign: 'app',
      tone: 'wait',
      sentence: 'Someone signed in from a browser not seen before',
      facts: ['Chrome on Windows'],
    },
    { at: NOW - 400_000_000, sign: 'app', tone: 'stop', sentence: 'Two wrong codes at the second step', facts: ['Chrome on Windows'] },
  ];
}

function historyPart(): Html {
  return part({
    id: 'security-history',
    heading: 'Security history',
    lead: 'The last four entries of 412.',
    content: html`${historyByDay(sampleEntries(), 3)}<a href="/manage/account/history/">All 412 entries, with filters and export</a>`,
  });
}

function freezePart(): Html {
  const freeze = buttonForm({ action: '/', csrfToken, button: { label: 'Freeze', sign: 'freeze', kind: 'stop', isSmall: true } });
  return part({
    id: 'freeze',
    heading: 'Freeze',
    content: dangerZone([
      {
        heading: 'Freeze the account',
        text: 'Ends every session, suspends every token and refuses uploads. For when you think someone is in.',
        action: freeze,
      },
      {
        heading: 'Close the account',
        text: 'Two projects have no other owner: hand them over first.',
        action: linkButton({ href: '#', label: 'Close the account', kind: 'stop-plain', isSmall: true }),
      },
    ]),
  });
}

function secondStepPage(): Sample {
  const fields = html`${codeField({ hint: 'From your app “Phone”, added on 3 May 2026' })}${formActions(submitButton({ label: 'Sign in', kind: 'plain', busyLabel: 'Checking…' }), html`<a href="/account/recovery-code/">Use a recovery code</a>`)}`;
  const passkey = html`<button class="button button--wide needs-script" type="button">Use a passkey</button><p class="without-script small muted">Passkeys need JavaScript, which is off in this browser.</p>`;
  const how = html`${passkey}${orElse('or a code from your app')}${form({ action: '/account/two-factor/', csrfToken, content: fields })}`;
  return {
    title: 'Second factor',
    viewer: { kind: 'half' },
    kind: 'gate',
    content: gate({
      heading: 'Now your second factor',
      lead: html`Signing in as <strong>ines</strong>. <a href="/account/login/">Not you?</a>`,
      slip: { how },
      notes: [{ heading: 'Four minutes left', text: 'This half-finished sign-in belongs to this browser and ends at 10:47 UTC.' }],
    }),
  };
}

function loginPage(): Sample {
  const fields = html`${usernameField({ value: 'ines', offersPasskey: true })}${passwordField({ autocomplete: 'current-password', error: 'User name and password do not match. Check both, or reset the password.' })}${formActions(submitButton({ label: 'Sign in', busyLabel: 'Checking…' }), html`<a href="/account/request-password-reset/">Forgot it</a>`)}`;
  return {
    title: 'Sign in',
    viewer: { kind: 'visitor' },
    kind: 'gate',
    hasErrors: true,
    content: gate({
      heading: 'Sign in',
      lead: 'Installing packages needs no account.',
      slip: {
        how: form({ action: '/account/login/', csrfToken, content: fields }),
        next: html`<p class="row__name">On a new device?</p><p class="small muted">Your recovery codes work here, too.</p>`,
      },
    }),
  };
}

function registerPage(): Sample {
  const errors = [
    { field: 'username', todo: 'Choose another user name' },
    { field: 'password', todo: 'Choose a password that has not leaked' },
  ];
  const fields = html`${usernameField({ hint: 'Public. Letters, digits, hyphen, dot, underscore.', error: 'Too close to a name that exists. Choose another.', value: 'Tomasz_W' })}${textField({ name: 'name', label: 'Your name', hint: 'Public.', autocomplete: 'name', isOptional: true })}${emailField({ hint: 'Private. We send a link to confirm it.', value: 'tomasz@example.org' })}${passwordField({ autocomplete: 'new-password', minLength: 15, hint: 'At least 15 characters. A few random words do well.', error: 'This password is on lists of leaked passwords. Choose another.' })}${passwordField({ name: 'password_confirm', label: 'Password again', autocomplete: 'new-password' })}${formActions(submitButton({ label: 'Create account', busyLabel: 'Creating…' }), html`<a href="/account/login/">I have one</a>`)}`;
  return {
    title: 'Create an account',
    viewer: { kind: 'visitor' },
    kind: 'gate',
    hasErrors: true,
    isTest: true,
    content: gate({
      heading: 'Create an account',
      lead: 'To publish and to look after projects. Installing needs none.',
      slip: { how: form({ action: '/account/register/', csrfToken, content: fields, errors }) },
      notes: [
        {
          heading: 'Then, in about four minutes',
          text: 'Confirm your mail address, add a passkey or an authenticator app, create a token.',
        },
      ],
    }),
  };
}

function deletePage(): Sample {
  const warning = notice({
    kind: 'stop',
    title: 'This breaks installs for others',
    text: '18,204 downloads in the last 30 days. The name and all 118 file names can never be used again.',
  });
  const fields = html`${textField({ name: 'confirm', label: 'Enter the name of the project', hint: html`<span class="mono">tidewater</span>`, autocomplete: 'off', isIdentifier: true })}${formActions(submitButton({ label: 'Delete tidewater and its 31 releases', kind: 'stop', busyLabel: 'Deleting…' }), html`<a href="/manage/project/tidewater/settings/">Keep it</a>`)}`;
  return {
    title: 'Delete tidewater',
    viewer: ines,
    content: html`<div class="read flow"><h1>Delete tidewater for good?</h1>${warning}<p>Do you want to stop looking after it? Archive it instead: nothing breaks.</p>${form({ action: '/', csrfToken, content: fields, layout: 'above-6' })}</div>`,
  };
}

function historyPage(): Sample {
  const kinds = [
    { value: '', label: 'Everything' },
    { value: 'tokens', label: 'Tokens' },
  ];
  const filters = filterBar('/manage/account/history/', [
    { id: 'kind', label: 'Kind', input: selectInput({ name: 'kind', label: 'Kind', options: kinds, value: 'tokens' }) },
    { id: 'time', label: 'Time', input: selectInput({ name: 'time', label: 'Time', options: kinds }) },
  ]);
  const crumbs = [{ label: 'Your account', href: '/manage/account/' }, { label: 'Security history' }];
  return {
    title: 'Security history',
    viewer: ines,
    content: html`${pageHead({ heading: 'Security history', lead: 'Every act in your account since it was opened, by you or anyone else. Nothing is ever taken out.', crumbs })}${filters}<div class="above-5">${beside(html`<div>${historyByDay(sampleEntries())}${pagination({ label: 'Pages of the history', page: 2, lastPage: 14, href: (page) => `?page=${page}` })}</div>`, { label: 'Not you?', content: html`<h2 class="as-h3">Something here is not you?</h2><p class="small muted">Freezing ends every session and suspends every token.</p>` })}</div>`,
  };
}

function recoveryCodesPage(): Sample {
  const text = codes.join('\n');
  const list = html`<ol class="sheet-codes" aria-label="Recovery codes">${[...codes, ...codes].map((code) => html`<li><span>${code}</span></li>`)}</ol>`;
  const fields = html`${recoveryCodeField({ label: 'Any one of the ten' })}${formActions(submitButton({ label: 'I have kept them' }))}`;
  return {
    title: 'Recovery codes',
    viewer: ines,
    content: html`${pageHead({ heading: 'Your ten recovery codes', lead: 'Each gets you in once, with your password. They are shown only now.' })}${beside(html`${list}<div class="buttons">${printButton()}${saveTextButton(text, 'keyhouse-recovery-codes.txt')}${copyTextButton(text, 'ten recovery codes')}</div>${form({ action: '/', csrfToken, content: html`<h2>Now enter one of them</h2>${fields}`, layout: 'flow no-print above-7' })}`, { label: 'Where to keep them', content: html`<h2>Where to keep them</h2><p class="muted">On paper in a drawer.</p>` })}`,
  };
}

function provisionPage(): Sample {
  const scan = html`<p class="muted">No app yet? These work.</p><div class="qr-row"><svg class="qr" viewBox="0 0 29 29" role="img" aria-label="QR code with the secret below"><path d="M4 4h7v7h-7z M18 4h7v7h-7z M4 18h7v7h-7z M13 13h3v3h-3z"/></svg><div class="stack-3"><p>Cannot scan? Enter this secret instead:</p><p class="groups"><span>JBSW</span><span>Y3DP</span><span>EHPK</span><span>3PXP</span></p></div></div>`;
  const enter = form({
    action: '/',
    csrfToken,
    content: html`${textField({ name: 'label', label: 'Name for this app', hint: 'So that you know it again in your list', value: 'Phone', autocomplete: 'off' })}${codeField()}${formActions(submitButton({ label: 'Continue' }), html`<a href="/manage/account/">Cancel</a>`)}`,
  });
  return {
    title: 'Add an authenticator app',
    viewer: ines,
    content: html`${pageHead({ heading: 'Add an authenticator app' })}${beside(
      steps([
        { heading: 'Scan this with the app', content: scan },
        { heading: 'Enter the code it shows', content: enter },
      ]),
      {
        label: 'Before you choose',
        content: notice({
          kind: 'wait',
          title: 'A code can be phished',
          text: 'A false page can ask you for it and use it within seconds. A passkey gives a false page nothing.',
        }),
      },
    )}`,
  };
}

function componentsPage(): Sample {
  const choices = radioPicks({
    name: 'wait',
    legend: 'Uploads wait for',
    picks: [
      { value: '0', label: 'Nobody', hint: 'Public as soon as they are uploaded' },
      { value: '1', label: 'One person', isChecked: true },
      { value: '2', label: 'Two people', hint: 'The project has one owner', isDisabled: true },
    ],
  });
  const boxes = checkboxPicks({
    legend: 'Uploads come from',
    error: 'Choose one.',
    picks: [
      { name: 'ci', value: '1', label: 'Linked CI' },
      { name: 'tokens', value: '1', label: 'Tokens' },
    ],
  });
  const fields = html`${choices}${boxes}${selectField({ name: 'scope', label: 'Scope', options: [{ value: 'scope:user', label: 'All your projects' }], hint: 'Narrow is better.' })}${textAreaField({ name: 'reason', label: 'Reason', value: '\nkept line', error: 'Say why.' })}${checkbox('sure', { value: '1', label: 'I have read it' })}`;
  const releases = table({
    caption: 'Releases of tidewater',
    columns: [
      { label: 'Release' },
      { label: 'When' },
      { label: 'Files', kind: 'right' },
      { label: 'Note', kind: 'full' },
      { label: 'Actions', kind: 'do' },
    ],
    rows: [
      { cells: [html`<a class="mono" href="#">3.2.0</a>`, '4 minutes ago', '4', tag('Newest'), small('Yank', ' 3.2.0')] },
      { isOff: true, cells: [html`<a class="mono" href="#">3.1.9</a>`, '2 October 2026', '4', '', small('Delete', ' 3.1.9')] },
    ],
  });
  const buttons = html`${submitButton({ label: 'Primary' })}${submitButton({ label: 'Off', isDisabled: true })}${submitButton({ label: 'Destroy', kind: 'stop', busyLabel: 'Deleting…' })}${submitButton({ label: 'Like a link', kind: 'link' })}`;
  const codeParts = html`<div class="stack-3">${command({ text: 'pip install --index-url https://keyhouse.example.org/simple/ tidewater', label: 'command for pip', prompt: '$' })}${secretText({ text: `keyhouse-${digest}${digest}`, label: 'token' })}${codeBlock({ text: '[distutils]\nindex-servers = keyhouse\n', label: '.pypirc' })}<p>${hash(digest, 'tidewater-3.2.0.tar.gz', true)}${cut(digest)}</p></div>`;
  return {
    title: 'Parts',
    viewer: ines,
    content: html`${pageHead({ heading: 'tidewater', isIdentifier: true })}${tabs(
      'tidewater',
      [
        { href: '/a', label: 'Releases', count: 31 },
        { href: '/b', label: 'Settings' },
      ],
      '/b',
    )}<div class="stack-3">${notice({ kind: 'info', title: 'Nothing changes' })}${notice({ kind: 'wait', title: 'Look here', text: 'Any owner can stop it.', action: small('Stop the change', '') })}</div><div class="above-7">${part({ id: 'fields', heading: 'Fields', content: form({ action: '/', csrfToken, content: fields }) })}${part({ id: 'tables', heading: 'Tables', content: releases })}${part({ id: 'code', heading: 'Code', content: codeParts })}${part({ id: 'buttons', heading: 'Buttons', content: html`<form class="buttons" action="/">${buttons}</form>` })}${part({ id: 'none', heading: 'Nothing yet', content: empty({ title: 'No tokens', text: 'A token lets a tool upload without your password.', action: linkButton({ href: '#', label: 'Create a token', kind: 'plain' }) }) })}</div>`,
  };
}

function frontPage(): Sample {
  return {
    title: 'Python packages',
    viewer: { kind: 'visitor' },
    kind: 'front',
    isTest: true,
    content: html`<div class="front"><h1>Try a release here before it counts</h1></div>${marginPart({ heading: 'Use it', note: 'The same commands as for any index', isFirst: true, content: command({ text: 'uv add --index https://test.keyhouse.example.org/simple/ tidewater', label: 'command for uv' }) })}`,
  };
}
