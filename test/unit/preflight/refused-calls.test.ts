/** The checks before a deployment with credentials that do not do, and calls that AWS refuses. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Finding } from '../../../cli/preflight/finding.ts';
import { AwsError } from '../../../testing/aws/account-server.ts';
import { ACCOUNT, config, findMissing, PreflightAccount, READY } from '../../../testing/preflight/preflight-account.ts';

let account: PreflightAccount;
beforeAll(async () => {
  account = await PreflightAccount.start();
});
beforeEach(() => account.reset());
afterAll(() => account?.stop());

describe('credentials', () => {
  const namesOfAccountChecks = (findings: readonly Finding[]) =>
    findings.map((one) => one.check).filter((name) => !name.startsWith('variable '));

  test('none: one finding, and no other call', async () => {
    delete process.env.AWS_ACCESS_KEY_ID;
    delete process.env.AWS_SECRET_ACCESS_KEY;
    const home = mkdtempSync(join(tmpdir(), 'risk-home-'));
    process.env.HOME = home;
    const findings = await account.check();
    rmSync(home, { recursive: true });
    expect(findMissing(findings)).toEqual([
      expect.objectContaining({ check: 'credentials', found: 'none', state: 'missing' }),
    ]);
    expect(account.calls).toEqual([]);
  });

  test.each([
    [
      'expired',
      new AwsError('ExpiredToken', 'The security token included in the request is expired', 403),
      /^expired$/,
    ],
    ['unknown', new AwsError('InvalidClientTokenId', 'The security token is invalid', 403), /^refused by AWS/],
  ])('%s: one finding, and no other call', async (_, error, found) => {
    account.answers = { GetCallerIdentity: error };
    const findings = await account.check();
    expect(findMissing(findings)).toEqual([
      expect.objectContaining({ check: 'credentials', state: 'missing', found: expect.stringMatching(found) }),
    ]);
    expect(namesOfAccountChecks(findings)).toEqual(['region', 'credentials']);
  });

  test('of another account than lib/config.ts names: one finding, and nothing of that account is read', async () => {
    const findings = await account.check({ config: { ...config, account: '444455556666' } });
    expect(findMissing(findings)).toEqual([
      expect.objectContaining({
        check: 'credentials',
        needed: 'account 444455556666',
        found: `account ${ACCOUNT} (arn:aws:iam::${ACCOUNT}:user/jo)`,
      }),
    ]);
    expect(account.calls).toEqual(['GetCallerIdentity']);
  });

  test('of another region: one finding, and no call', async () => {
    expect(findMissing(await account.check({ config: { ...config, region: 'eu-central-1' } }))).toEqual([
      expect.objectContaining({ check: 'region', found: 'eu-west-1', needed: 'eu-central-1' }),
    ]);
    expect(account.calls).toEqual([]);
  });
});

describe('a call that fails', () => {
  const denied = (action: string) =>
    new AwsError(
      'AccessDeniedException',
      `User: arn:aws:iam::${ACCOUNT}:user/jo is not authorized to perform: ${action}`,
    );

  test('denied: the check names the permission, and the others go on', async () => {
    account.answers = { ListServiceQuotas: denied('servicequotas:ListServiceQuotas') };
    const unread = findMissing(await account.check());
    expect(unread.map(({ state, found }) => ({ state, found }))).toEqual(
      Array(3).fill({ state: 'unread', found: 'could not be read: needs servicequotas:ListServiceQuotas' }),
    );
    expect(account.calls).toContain('DescribeUserPoolDomain');
  });

  test.each(
    Object.keys(READY).filter(
      (operation) => operation !== 'GetCallerIdentity' && operation !== 'ListAWSDefaultServiceQuotas',
    ),
  )('denied %s: no check is told as ok that needs it, and the rest is checked', async (operation) => {
    account.answers = { [operation]: new AwsError('AccessDenied', 'no') };
    const findings = await account.check();
    const unread = findings.filter(({ state }) => state === 'unread');
    expect(unread.length).toBeGreaterThan(0);
    for (const { found } of unread) expect(found).toMatch(new RegExp(`^could not be read: needs .*:${operation}\\b`));
    expect(findings).toHaveLength((await checkAll()).length);
  });

  async function checkAll(): Promise<Finding[]> {
    account.answers = {};
    return account.check();
  }

  test('throttled for a while: it is asked again', async () => {
    account.throttledCalls = { ListServiceQuotas: 2, GetAccountSettings: 1 };
    expect(findMissing(await account.check())).toEqual([]);
  });

  test('throttled without end: the check says so', async () => {
    account.throttledCalls = { ListAliases: 1000 };
    expect(findMissing(await account.check())).toEqual([
      expect.objectContaining({
        check: 'aliases of keys',
        state: 'unread',
        found: expect.stringContaining('throttled'),
      }),
    ]);
  });
});
