import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findDone } from '../../tests/support/find-done.ts';
import { renderHtml } from '../base/html.ts';
import { ADMIN_DONE, type AdminView, adminPage } from './pages.ts';

const VIEW: AdminView = {
  ...{
    csrfToken: 'x',
    accounts: [],
    events: [],
    isOpen: false,
    mailIsOff: false,
    untakenMails: undefined,
    lacksContact: false,
    clockIsSuspect: false,
  },
  ...{ done: undefined, problem: undefined },
};

test('each thing that was done on the overview has its sentence', () => {
  assert.deepEqual(findDone('admin'), Object.keys(ADMIN_DONE).toSorted());
});

test('without mail the overview says what is off, and what takes its place', () => {
  const page = renderHtml(adminPage({ ...VIEW, mailIsOff: true }));

  assert.match(page, /Off are: registering without an invitation, confirming an address by a link, resetting a password by mail/);
  assert.match(page, /href="\/admin\/invite\/"/);
});

test('a suspect clock is said on the overview, with the form that confirms the time', () => {
  const page = renderHtml(adminPage({ ...VIEW, clockIsSuspect: true }));

  assert.match(page, /The clock of this server jumped ahead/);
  assert.match(page, /action="\/admin\/clock\/"/);
  assert.doesNotMatch(renderHtml(adminPage(VIEW)), /\/admin\/clock\//);
});

test('mails that the mail server does not take are said on the overview, with how many and since when', () => {
  const page = renderHtml(adminPage({ ...VIEW, untakenMails: { count: 1_200, since: Date.UTC(2026, 10, 24, 12, 1) } }));

  assert.match(page, /The mail server does not take 1,200 mails/);
  assert.match(page, /datetime="2026-11-24T12:01/);
});
