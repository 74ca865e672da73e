/** Which addresses a webhook may have: every way to write one that is not public is refused. */
import type { LookupAddress } from 'node:dns';
import {
  createPublicLookup,
  isPublicAddress,
  PrivateAddress,
  type ResolveAll,
  readLiteralAddress,
} from '../../../lambdas/shared/webhooks/public-address.ts';
import { findUrlFault } from '../../../lambdas/shared/webhooks/webhook-url.ts';

const PUBLIC = ['93.184.215.14', '8.8.8.8', '2606:2800:21f:cb07:6820:80da:af6b:8b2c', '::ffff:8.8.8.8'];

const PRIVATE = [
  ...['127.0.0.1', '127.8.8.8', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', '0.0.0.0'],
  ...['169.254.169.254', '169.254.170.2', '192.0.0.1', '192.0.2.1', '198.18.0.1', '198.51.100.1', '203.0.113.1'],
  ...['224.0.0.1', '240.0.0.1', '255.255.255.255'],
  ...['::1', '::', '::ffff:127.0.0.1', '::ffff:169.254.169.254', '::ffff:a9fe:a9fe', '::127.0.0.1', 'fe80::1'],
  ...['fe80::1%eth0', 'fc00::1', 'fd00:ec2::254', 'fec0::1', 'ff02::1', '2001:db8::1', '64:ff9b::7f00:1'],
  ...['64:ff9b:1::1', '2002:7f00:1::', '2001::1', '2001:10::1', '100::1', '5f00::1', '3fff::1', '4000::1', 'e000::1'],
  ...['', 'localhost', '127.1', '0x7f.1', '2130706433', '1.2.3.4.5'],
];

test.each(PUBLIC)('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each(PRIVATE)('%p is not public', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.each([
  ['https://2130706433/', '127.0.0.1'],
  ['https://0x7f.1/', '127.0.0.1'],
  ['https://0177.0.0.1/', '127.0.0.1'],
  ['https://127.1/', '127.0.0.1'],
  ['https://[::ffff:169.254.169.254]/', '::ffff:a9fe:a9fe'],
  ['https://１２７.0.0.1/', '127.0.0.1'],
  ['https://lender.example/', null],
])('the host of %s is the address %s', (url, address) => {
  expect(readLiteralAddress(new URL(url))).toBe(address);
});

const STRICT = { allowsPrivate: false };

test.each([
  'http://lender.example/',
  'ftp://lender.example/',
  'file:///etc/passwd',
  'https://user@lender.example/',
  'https://lender.example/#part',
  'https://localhost/',
  'https://metadata/',
  'https://2130706433/',
  'https://0x7f.1/',
  'https://[::1]/',
  'https://[fd00:ec2::254]/latest',
  'https://169.254.169.254/latest',
  'https://',
  'lender.example',
])('%s cannot be the address of a webhook', (url) => {
  expect(findUrlFault(url, STRICT)).toMatch(/^(must|is not)/);
});

test.each(['https://lender.example/events?key=a', 'https://lender.example:8443/', 'https://8.8.8.8/'])(
  '%s can be the address of a webhook',
  (url) => {
    expect(findUrlFault(url, STRICT)).toBeNull();
  },
);

test('a receiver on the same machine is allowed on the local cloud only', () => {
  expect(findUrlFault('http://localhost:8080/', { allowsPrivate: true })).toBeNull();
  expect(findUrlFault('ftp://localhost/', { allowsPrivate: true })).toMatch(/https/);
});

describe('the lookup of a connection', () => {
  const resolveTo =
    (...answers: (string[] | Error)[]): ResolveAll =>
    (_, options, callback) => {
      expect(options.all).toBe(true);
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      if (answer instanceof Error) callback(answer, []);
      else
        callback(
          null,
          (answer ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
        );
    };
  const look = (resolve: ResolveAll, all: boolean) =>
    new Promise<string | LookupAddress[]>((settle, reject) => {
      const callback = (error: Error | null, found: string | LookupAddress[]) =>
        error ? reject(error) : settle(found);
      createPublicLookup(resolve)('lender.example', { all }, callback);
    });

  test('returns what it has checked, one address or all', async () => {
    expect(await look(resolveTo(['8.8.8.8', '8.8.4.4']), false)).toBe('8.8.8.8');
    expect(await look(resolveTo(['8.8.8.8']), true)).toEqual([{ address: '8.8.8.8', family: 4 }]);
  });

  test.each([[['10.0.0.1']], [['8.8.8.8', '10.0.0.1']], [['::ffff:10.0.0.1']], [[]]])(
    'refuses %j',
    async (addresses) => {
      await expect(look(resolveTo(addresses), true)).rejects.toThrow(PrivateAddress);
    },
  );

  test('checks each connection, so that a name which changes its address gains nothing', async () => {
    const rebinding = resolveTo(['8.8.8.8'], ['169.254.169.254']);
    expect(await look(rebinding, false)).toBe('8.8.8.8');
    await expect(look(rebinding, false)).rejects.toThrow(PrivateAddress);
  });

  test('passes on that a name is unknown', async () => {
    const error = Object.assign(new Error('no such host'), { code: 'ENOTFOUND' });
    await expect(look(resolveTo(error), false)).rejects.toBe(error);
  });
});
