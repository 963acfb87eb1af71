import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { html } from '../base/html.ts';
import { type Page, renderPage } from './shell.ts';
import type { SiteLook, Viewer } from './site-look.ts';

const site: SiteLook = {
  name: 'Keyhouse',
  kind: 'main',
  logCuts: [1, 2, 3, 4, 5, 1, 2, 3, 4, 5],
  assets: (file) => `/assets/0123/${file}`,
  version: '0.1.0',
  canRegister: true,
};
const ada: Viewer = { kind: 'account', username: 'ada', isOperator: false, csrfToken: 't0k3n' };
const render = (page: Partial<Page> = {}): string =>
  renderPage({ title: 'A page', site, viewer: { kind: 'visitor' }, content: html`<h1>A page</h1>`, ...page });

describe('renderPage', () => {
  test('is a whole document that loads only files of this site', () => {
    const text = render({ scripts: ['passkey.ts'] });

    assert.match(text, /^<!doctype html>\n<html lang="en" data-site="main">/);
    assert.match(text, /<title>A page · Keyhouse<\/title>/);
    assert.deepEqual(
      [...text.matchAll(/<(?:script|link)[^>]*(?:src|href)="([^"]*)"/g)].map(([, url]) => url),
      ['/assets/0123/site.css', '/assets/0123/mark.svg', '/assets/0123/site.ts', '/assets/0123/passkey.ts'],
    );
    assert.doesNotMatch(text, /<style|style="| on[a-z]+="/);
  });

  test('says in its title that a form came back', () => {
    assert.match(render({ hasErrors: true }), /<title>Error: A page · Keyhouse<\/title>/);
  });

  test('a visitor may search, sign in and create an account', () => {
    assert.match(render(), /role="search".*href="\/account\/register\/">Create account.*href="\/account\/login\/">Sign in/s);
  });

  test('where nobody can register, nobody is invited to', () => {
    assert.doesNotMatch(render({ site: { ...site, canRegister: false } }), /Create account/);
  });

  test('the menu of an account has a form to sign out', () => {
    const text = render({ viewer: ada });

    assert.match(text, /<summary>.*<span>ada<\/span>.*action="\/account\/logout\/"><input type="hidden" name="csrf_token" value="t0k3n">/s);
    assert.doesNotMatch(text, /Operators/);
  });

  test('an operator finds the operators’ pages', () => {
    assert.match(render({ viewer: { ...ada, isOperator: true } }), /<a href="\/admin\/">Operators<\/a>/);
  });

  test('each index of a house links to the other', () => {
    const siblingUrl = 'https://other.example.org';

    assert.match(render({ site: { ...site, kind: 'main', siblingUrl } }), /<a href="https:\/\/other\.example\.org">Test index<\/a>/);
    assert.match(
      render({ site: { ...site, kind: 'test', siblingUrl } }),
      /<a href="https:\/\/other\.example\.org">Go to the main index<\/a>/,
    );
    assert.doesNotMatch(render({ site: { ...site, kind: 'main', siblingUrl: undefined } }), /Test index/);
  });

  test('during a half sign-in the header offers help only', () => {
    const text = render({ viewer: { kind: 'half' }, kind: 'gate' });

    assert.doesNotMatch(text, /role="search"|Sign in|Create account/);
    assert.match(text, /<nav class="top__links" aria-label="Site"><a href="\/help\/">Help<\/a><\/nav>/);
  });

  test('the test index says so in words and leads to the main index', () => {
    const text = render({ site: { ...site, kind: 'test', siblingUrl: 'https://keyhouse.example.org/' } });

    assert.match(
      text,
      /data-site="test".*role="region" aria-label="Test index".*This is the test index\..*href="https:\/\/keyhouse\.example\.org\/"/s,
    );
    assert.match(text, /mark-test\.svg/);
  });

  test('the newest checkpoint stands at the foot of the page', () => {
    const text = render({ site: { ...site, checkpoint: { size: 48_213, signedAt: '2026-11-24T10:41:58Z' } } });

    assert.match(text, /Checkpoint 48,213, signed <time datetime="2026-11-24T10:41:58Z">24\u00A0November 2026, 10:41\u00A0UTC<\/time>/);
  });

  test('support is offered where there is some', () => {
    assert.doesNotMatch(render(), /Report a problem/);
    assert.match(render({ site: { ...site, supportUrl: 'mailto:help@example.org' } }), /href="mailto:help@example.org">Report a problem/);
  });

  test('a title of a stranger stays text', () => {
    assert.match(render({ title: '</title><script>' }), /<title>&lt;\/title&gt;&lt;script&gt; · Keyhouse<\/title>/);
  });
});
