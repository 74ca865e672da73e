/** People, groups and the roles that they give, in the user pool of the local cloud. */
import { AdminDisableUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import { createGroupReader } from '../../../lambdas/shared/aws/user-groups.ts';
import { openUserPool, PersonUnknown, type UserPool } from '../../../lambdas/shared/people/user-pool.ts';
import { type IdentityCloud, startIdentityCloud } from '../../../testing/api/identity-cloud.ts';
import { createPersonToken } from '../../../testing/api/person-token.ts';

let cloud: IdentityCloud;
let pool: UserPool;

beforeAll(async () => {
  cloud = await startIdentityCloud();
  const UserPoolId = cloud.parameter('api/user-pool-id');
  await createPersonToken(UserPoolId, 'ann@example.com', ['reviewers', 'importers']);
  await createPersonToken(UserPoolId, 'ben@example.com', ['approver']);
  await createPersonToken(UserPoolId, 'cid@example.com');
  pool = openUserPool(cloud.cognito);
});
afterAll(() => cloud?.stop());

const findPerson = async (name: string) => (await pool.listPeople()).find((person) => person.name === name);
const readGroups = async (name: string, maxAge = 0) =>
  [...(await createGroupReader()((await findPerson(name))?.username ?? '', maxAge))].toSorted();

test('people are listed with the roles of their groups, those of the release before included', async () => {
  const people = await pool.listPeople();
  expect(people.map(({ name, is_enabled, roles }) => [name, is_enabled, roles])).toEqual([
    ['ann@example.com', true, ['analyst', 'underwriter']],
    ['ben@example.com', true, ['approver']],
    ['cid@example.com', true, []],
  ]);
  expect((await pool.listMembers()).map(({ name }) => name).toSorted()).toEqual(['ann@example.com', 'ben@example.com']);
});

test('a person gets exactly the given roles, and leaves the groups of the release before', async () => {
  const { username = '' } = (await findPerson('ann@example.com')) ?? {};
  await pool.setRoles(username, ['underwriter', 'auditor']);
  expect(await readGroups('ann@example.com')).toEqual(['auditor', 'underwriter']);
  await pool.setRoles(username, ['underwriter', 'auditor']);
  await pool.setRoles(username, []);
  expect(await readGroups('ann@example.com')).toEqual([]);
});

test('a person who does not exist is refused by name', async () => {
  await expect(pool.setRoles('nobody', ['auditor'])).rejects.toThrow(PersonUnknown);
});

test('groups may be as old as the caller accepts; a disabled person has none, asked anew', async () => {
  const read = createGroupReader();
  const { username = '' } = (await findPerson('ben@example.com')) ?? {};
  expect([...(await read(username, 60_000))]).toEqual(['approver']);
  const UserPoolId = cloud.parameter('api/user-pool-id');
  await cloud.cognito.send(new AdminDisableUserCommand({ UserPoolId, Username: username }));
  expect([...(await read(username, 60_000))]).toEqual(['approver']);
  expect([...(await read(username, 0))]).toEqual([]);
  expect([...(await read(username, 60_000))]).toEqual([]);
  expect(await findPerson('ben@example.com')).toMatchObject({ is_enabled: false, roles: ['approver'] });
});
