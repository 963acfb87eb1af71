import { type Html, html } from '../src/base/html.ts';
import { band } from '../src/layout/band.ts';
import { linkButton } from '../src/layout/button.ts';
import { dangerZone } from '../src/layout/danger.ts';
import { factList } from '../src/layout/facts.ts';
import { selectInput } from '../src/layout/fields.ts';
import { buttonForm } from '../src/layout/form.ts';
import { historyByDay } from '../src/layout/history-entry.ts';
import { hangingKey, hangingPasskey } from '../src/layout/key-cuts.ts';
import { filterBar, pagination, withSections } from '../src/layout/navigation.ts';
import { notice } from '../src/layout/notice.ts';
import { pageHead } from '../src/layout/page-head.ts';
import { beside, part } from '../src/layout/part.ts';
import { rack } from '../src/layout/rack.ts';
import { rows } from '../src/layout/rows.ts';
import { canBePhished, resistsPhishing, tag } from '../src/layout/tags.ts';
import { csrfToken, digest, ines, NOW, type Sample, sha256Hex, small } from './look-site.ts';

export function accountPage(): Sample {
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

export function historyPage(): Sample {
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
