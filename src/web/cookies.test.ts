import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Secret } from '../base/secret.ts';
import type { CookieName } from './caller.ts';
import { readCookies, setCookieHeader } from './cookies.ts';

const a = 'a'.repeat(43);
const b = 'b'.repeat(43);

function read(header: string): Record<string, string> {
  return Object.fromEntries(Object.entries(readCookies(header, 'main')).map(([name, secret]) => [name, secret.reveal()]));
}

test('our cookies are read, others are not', () => {
  assert.deepEqual(read(`theme=dark; __Host-kh_session=${a};__Host-kh_pre=${b}; __Host-kht_half=${b}; kh_device=${b}`), {
    session: a,
    pre: b,
  });
  assert.deepEqual(read(''), {});
});

test('37: a cookie that comes twice is none', () => {
  assert.deepEqual(read(`__Host-kh_session=${a}; __Host-kh_session=${b}`), {});
  assert.deepEqual(read(`__Host-kh_session=${a}; x=1; __Host-kh_session=${a}; __Host-kh_pre=${b}`), { pre: b });
});

test('a value that we never set is none', () => {
  for (const value of ['', 'short', `${a}a`, `"${a}"`, `${a.slice(1)} `, `${a.slice(1)}=`, `${a.slice(1)}ü`]) {
    assert.deepEqual(read(`__Host-kh_session=${value}`), {}, value);
  }
  assert.deepEqual(read(Array.from({ length: 300 }, (_, i) => `c${i}=${i}`).join('; ')), {});
});

test('every cookie is bound to this host, hidden from scripts, and states where it is sent', () => {
  const names: readonly CookieName[] = ['session', 'half', 'device', 'pre', 'link', 'claim'];

  assert.deepEqual(
    names.map((name) => setCookieHeader('main', { name, value: new Secret(a) }).replace(a, 'v')),
    [
      '__Host-kh_session=v; Path=/; Secure; HttpOnly; SameSite=Lax',
      '__Host-kh_half=v; Path=/; Secure; HttpOnly; SameSite=Lax',
      '__Host-kh_device=v; Path=/; Secure; HttpOnly; SameSite=Strict',
      '__Host-kh_pre=v; Path=/; Secure; HttpOnly; SameSite=Lax',
      '__Host-kh_link=v; Path=/; Secure; HttpOnly; SameSite=Lax',
      '__Host-kh_claim=v; Path=/; Secure; HttpOnly; SameSite=Lax',
    ],
  );
});

test('the test index has cookies of its own, and a cookie can be taken back', () => {
  assert.equal(
    setCookieHeader('test', { name: 'device', value: new Secret(a), maxAgeSeconds: 60 }),
    `__Host-kht_device=${a}; Max-Age=60; Path=/; Secure; HttpOnly; SameSite=Strict`,
  );
  assert.equal(
    setCookieHeader('main', { name: 'session', value: undefined }),
    '__Host-kh_session=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax',
  );
});

test('128: a header of a million cookies of one name is read in one pass', () => {
  assert.deepEqual(readCookies(`a=;${'__Host-kh_session=x;'.repeat(1_000_000)}`, 'main'), {});
});
