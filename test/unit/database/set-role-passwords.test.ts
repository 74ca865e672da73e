/** Passwords of the database roles: only known roles, only usable passwords, verifiers as in the RFC. */
import { DATABASE_ROLES } from '../../../lambdas/database/contract/database-roles.ts';
import { listMigrations } from '../../../lambdas/database/prepare-database.ts';
import { createScramVerifier, setRolePasswords } from '../../../lambdas/database/set-role-passwords.ts';
import type { Database } from '../../../lambdas/shared/aws/database.ts';

/** Fails the test when it gets a statement. */
const untouched = {
  transaction: () => {
    throw new Error('a statement was sent');
  },
} as unknown as Database;

test('every role that the migrations create gets a password', () => {
  const roleMigrations = listMigrations().filter(({ name }) => /^\d{4}_roles_/.test(name));
  const created = roleMigrations.flatMap(({ text }) => {
    const [, names = ''] = /role_name in array array\[([^\]]+)\]/.exec(text) ?? [];
    const listed = [...names.matchAll(/'(\w+)'/g)].map(([, name]) => name);
    return [...listed, ...[...text.matchAll(/create role (risk_\w+) login/g)].map(([, name]) => name)];
  });
  expect(created.sort()).toEqual([...DATABASE_ROLES].sort());
});

test('the verifier is that of RFC 7677', () => {
  const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64');
  expect(createScramVerifier('pencil', salt)).toBe(
    'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=',
  );
});

test('a password that is not printable ASCII is refused, and the error does not repeat it', async () => {
  await expect(setRolePasswords(untouched, { risk_etl: 'pässword' })).rejects.toMatchObject({
    name: 'UnusablePassword',
    message: expect.not.stringContaining('pässword'),
  });
});

test('only passwords of known roles are set', async () => {
  await expect(setRolePasswords(untouched, { 'postgres; drop': 'secret' })).rejects.toMatchObject({
    name: 'UnknownRole',
  });
});
