import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientAddress, trustProxies } from './client-address.ts';
import { networkOf, parseAddress } from './network.ts';

const nobody = trustProxies([]);
const proxies = trustProxies(['127.0.0.1', '10.0.0.0/8', 'fd00::/8']);

test('4.1.3: what a peer that is no trusted proxy says about the client is ignored', () => {
  assert.equal(clientAddress('203.0.113.7', '198.51.100.1', nobody), '203.0.113.7');
  assert.equal(clientAddress('127.0.0.1', '198.51.100.1', nobody), '127.0.0.1');
  assert.equal(clientAddress('203.0.113.7', '198.51.100.1', proxies), '203.0.113.7');
});

test('behind trusted proxies the nearest address that is none of them is the client', () => {
  assert.equal(clientAddress('127.0.0.1', '198.51.100.1', proxies), '198.51.100.1');
  assert.equal(clientAddress('127.0.0.1', '6.6.6.6, 198.51.100.1, 10.1.2.3', proxies), '198.51.100.1');
  assert.equal(clientAddress('::ffff:127.0.0.1', '6.6.6.6,198.51.100.1', proxies), '198.51.100.1');
  assert.equal(clientAddress('fd12::1', '2001:DB8::7', proxies), '2001:db8::7');
  assert.equal(clientAddress('127.0.0.1', '10.0.0.9, 10.1.2.3', proxies), '10.0.0.9');
});

test('what is no address ends the walk at the last one that is', () => {
  assert.equal(clientAddress('127.0.0.1', undefined, proxies), '127.0.0.1');
  assert.equal(clientAddress('127.0.0.1', '', proxies), '127.0.0.1');
  assert.equal(clientAddress('127.0.0.1', '198.51.100.1, unknown, 10.1.2.3', proxies), '10.1.2.3');
  assert.equal(clientAddress('127.0.0.1', "' or 1=1 --", proxies), '127.0.0.1');
  assert.equal(clientAddress(undefined, '198.51.100.1', proxies), '0.0.0.0');
});

test('an address may come with the port of its connection', () => {
  assert.equal(clientAddress('127.0.0.1', '198.51.100.1:4711', proxies), '198.51.100.1');
  assert.equal(clientAddress('127.0.0.1', '[2001:db8::7]:4711', proxies), '2001:db8::7');
});

test('a proxy list that is not understood does not start', () => {
  for (const entry of ['', 'proxy', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', 'fd00::/129', '10.0.0/8', '10.0.0.0/-1', '10.0.0.0/1.5']) {
    assert.throws(() => trustProxies([entry]), /KEYHOUSE_TRUSTED_PROXIES/, entry);
  }
});

test('17: limits count a /24, a /48 or this machine', () => {
  assert.equal(networkOf('203.0.113.7'), '203.0.113.0/24');
  assert.equal(networkOf('2001:db8:1:2::3'), '2001:db8:1::/48');
  assert.equal(networkOf('2001:0db8:0001:ffff:ffff:ffff:ffff:ffff'), '2001:db8:1::/48');
  assert.equal(networkOf('2001:db8::3'), '2001:db8:0::/48');
  assert.equal(networkOf('2001::3'), '2001:0:0::/48');
  assert.equal(networkOf('64:ff9b::198.51.100.1'), '64:ff9b:0::/48');
  assert.equal(networkOf('127.8.8.8'), 'loopback');
  assert.equal(networkOf('::1'), 'loopback');
});

test('addresses have one spelling', () => {
  assert.equal(parseAddress('::FFFF:203.0.113.7'), '203.0.113.7');
  assert.equal(parseAddress('FE80::1%eth0'), 'fe80::1');
  assert.equal(parseAddress('203.0.113.07'), undefined);
  assert.equal(parseAddress('203.0.113'), undefined);
});
