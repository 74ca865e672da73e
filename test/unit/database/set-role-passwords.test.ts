import { createScramVerifier, ROLES, setRolePasswords } from '../../../lambdas/database/set-role-passwords.ts';
import type { Sql } from '../../../lambdas/shared/aws/database.ts';
import { DATABASE_ROLES } from '../../../lib/constructs/database/database-access.ts';

/** Fails the test when a statement is sent. */
const untouched = {
  execute: () => {
    throw new Error('a statement was sent');
  },
} as unknown as Sql;

test('every role that has a secret gets its password', () => {
  expect(ROLES).toEqual([...DATABASE_ROLES]);
});

test('the verifier is that of RFC 7677', () => {
  const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64');
  expect(createScramVerifier('pencil', salt)).toBe(
    'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=',
  );
});

test('a password whose form could differ is refused, without repeating it', async () => {
  await expect(setRolePasswords(untouched, { risk_etl: 'pässword' })).rejects.toMatchObject({
    name: 'UnusablePassword',
    message: expect.not.stringContaining('pässword'),
  });
});

test('only roles of this system are touched', async () => {
  await expect(setRolePasswords(untouched, { 'postgres; drop': 'secret' })).rejects.toMatchObject({
    name: 'UnknownRole',
  });
});
