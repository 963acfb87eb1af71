import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type MailContent, renderMail } from './mail.ts';

const mail: MailContent = {
  siteName: 'Keyhouse',
  siteUrl: 'https://keyhouse.example.org',
  heading: 'Someone signed in from a browser we had not seen before',
  paragraphs: ['Hello Ines, this happened in your account ines at keyhouse.example.org:'],
  facts: [
    ['When', '24 November 2026, 03:12 UTC'],
    ['Browser', 'Chrome on Windows'],
  ],
  after: [
    {
      title: 'Was it not you?',
      text: 'Open this page and press the red button. It ends every session, suspends every token and asks for a new password.',
    },
  ],
  button: {
    label: 'Review this sign-in',
    url: 'https://keyhouse.example.org/account/not-me/?token=q7Zk',
    until: 'The link works once, for 72 hours.',
  },
  why: 'Sent to every confirmed address of your account, because a sign-in from a new browser always is.',
};

describe('renderMail', () => {
  test('the text part says it in lines of at most 72 characters', () => {
    assert.equal(
      renderMail(mail).text,
      `Someone signed in from a browser we had not seen before

Hello Ines, this happened in your account ines at keyhouse.example.org:

  When     24 November 2026, 03:12 UTC
  Browser  Chrome on Windows

Was it not you? Open this page and press the red button. It ends every
session, suspends every token and asks for a new password.

Review this sign-in:

  https://keyhouse.example.org/account/not-me/?token=q7Zk

Or type the address yourself and go to your account:
https://keyhouse.example.org

The link works once, for 72 hours.

-- 
Sent to every confirmed address of your account, because a sign-in from
a new browser always is.
`,
    );
  });

  test('a long link stands alone on its line, whole', () => {
    const url = `https://keyhouse.example.org/account/reset-password/?token=${'a'.repeat(90)}`;

    const { text } = renderMail({ ...mail, button: { label: 'Go on', url, until: 'Once.' } });

    assert.ok(text.split('\n').includes(`  ${url}`));
  });

  test('the HTML part loads nothing and has the button as its one link', () => {
    const { html } = renderMail(mail);

    assert.doesNotMatch(html, /src=|<link|<img|url\(/);
    assert.deepEqual(
      [...html.matchAll(/href="([^"]*)"/g)].map(([, url]) => url),
      ['https://keyhouse.example.org/account/not-me/?token=q7Zk'],
    );
  });

  test('names that people gave stay text', () => {
    const { html } = renderMail({ ...mail, facts: [['Browser', '<a href="https://evil.example">']] });

    assert.match(html, /<td>&lt;a href=&quot;https:\/\/evil\.example&quot;&gt;<\/td>/);
  });

  test('a line break in a value does not forge a line of the mail', () => {
    const { text } = renderMail({ ...mail, facts: [['Browser', 'Chrome\n\nWas it you? Open https://evil.example']] });

    assert.ok(!text.split('\n').some((line) => line.startsWith('Was it you?')));
  });

  test('a mail without link or facts is whole', () => {
    const { text } = renderMail({
      siteName: 'Keyhouse',
      siteUrl: 'https://a.example',
      heading: 'Done',
      paragraphs: ['It is done.'],
      why: 'Because.',
    });

    assert.equal(text, 'Done\n\nIt is done.\n\nOr type the address yourself and go to your account:\nhttps://a.example\n\n-- \nBecause.\n');
  });
});
