/** People for tests: a user of the local cloud's pool, and the page where it signs in, filled in as a browser would. */
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { fetchPersonToken } from '../../cli/environment/access-token.ts';

const PASSWORD = 'Correct-horse-7-battery';

/** The access token of a new person in these groups, by authorisation code and PKCE. */
export async function createPersonToken(
  poolId: string,
  email: string,
  groups: readonly string[] = [],
): Promise<string> {
  const cognito = new CognitoIdentityProviderClient({});
  const user = { UserPoolId: poolId, Username: email };
  const UserAttributes = Object.entries({ email, email_verified: 'true' }).map(([Name, Value]) => ({ Name, Value }));
  const quiet = { MessageAction: 'SUPPRESS', TemporaryPassword: PASSWORD } as const;
  await cognito.send(new AdminCreateUserCommand({ ...user, ...quiet, UserAttributes }));
  await cognito.send(new AdminSetUserPasswordCommand({ ...user, Password: PASSWORD, Permanent: true }));
  for (const GroupName of groups) await cognito.send(new AdminAddUserToGroupCommand({ ...user, GroupName }));
  cognito.destroy();
  return fetchPersonToken({ visit: (address) => submitSignInForm(address, email) });
}

/** MiniStack's sign-in page is one form; sending it leads to the callback. */
async function submitSignInForm(address: string, username: string): Promise<void> {
  const page = await fetch(address);
  const html = await page.text();
  const hidden = Array.from(
    html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g),
    ([, name = '', value = '']): [string, string] => [name, value.replaceAll('&amp;', '&')],
  );
  const action = /<form[^>]* action="([^"]+)"/.exec(html)?.[1] ?? '';
  const body = new URLSearchParams([...hidden, ['username', username], ['password', PASSWORD]]);
  const done = await fetch(new URL(action, page.url), { method: 'POST', body });
  if (!done.url.includes('/callback?')) throw new Error(`nobody was signed in: ${done.status} ${done.url}`);
}
