/** Creates persons in the local user pool and signs them in as a browser would, to get their access tokens. */
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { fetchPersonToken } from '../../cli/environment/access-token.ts';

/** Of every person here. */
export const PASSWORD = 'Correct-horse-7-battery';

/**
 * Creates a person in these groups and returns the access token of a sign-in by authorisation code and PKCE.
 * @param scopes default: every scope of the API
 */
export async function createPersonToken(
  poolId: string,
  email: string,
  groups: readonly string[] = [],
  scopes?: readonly string[],
): Promise<string> {
  const cognito = new CognitoIdentityProviderClient({});
  const user = { UserPoolId: poolId, Username: email };
  const UserAttributes = Object.entries({ email, email_verified: 'true' }).map(([Name, Value]) => ({ Name, Value }));
  const quiet = { MessageAction: 'SUPPRESS', TemporaryPassword: PASSWORD } as const;
  await cognito.send(new AdminCreateUserCommand({ ...user, ...quiet, UserAttributes }));
  await cognito.send(new AdminSetUserPasswordCommand({ ...user, Password: PASSWORD, Permanent: true }));
  for (const GroupName of groups) await cognito.send(new AdminAddUserToGroupCommand({ ...user, GroupName }));
  cognito.destroy();
  return fetchPersonToken({ scopes, visit: (address) => submitSignInForm(address, email) });
}

/** Submits MiniStack's sign-in page, which has one form and redirects to the callback. */
async function submitSignInForm(address: string, username: string): Promise<void> {
  const page = await fetch(address);
  const html = await page.text();
  const hidden = Array.from(
    html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g),
    ([, name = '', value = '']): [string, string] => [name, value.replaceAll('&amp;', '&')],
  );
  const action = /<form[^>]* action="([^"]+)"/.exec(html)?.[1] ?? '';
  const body = new URLSearchParams([...hidden, ['username', username], ['password', PASSWORD]]);
  const response = await fetch(new URL(action, page.url), { method: 'POST', body });
  if (!response.url.includes('/callback?')) throw new Error(`nobody was signed in: ${response.status} ${response.url}`);
}
