/** What the sign-in of the smoke test needs: the forms of Cognito's pages, and codes of an authenticator app. */
import { expect, test } from '@jest/globals';
import { fillInForm, parseForms } from '../../../../cli/smoke/sign-in/html-form.ts';
import { computeCode } from '../../../../cli/smoke/sign-in/one-time-codes.ts';

const person = { username: 'smoke@example.com', password: 'a&b=c', nextCode: async () => '123456' };

const SIGN_IN_PAGE = `
  <form action="/login?client_id=1&amp;state=x" method="POST" name="cognitoSignInForm">
    <input type="hidden" name="_csrf" value="a&quot;b&#x27;c"/>
    <input id="signInFormUsername" name="username" type="text" placeholder='name@host.com' required>
    <input id="signInFormPassword" name="password" type="password" required>
    <input type="hidden" name='cognitoAsfData'>
    <input name="signInSubmitButton" type="Submit" value="Sign in">
  </form>`;

test('the form of a sign-in page is filled in with user name and password, and keeps what is hidden', async () => {
  const [form] = parseForms(SIGN_IN_PAGE);
  expect(form?.action).toBe('/login?client_id=1&state=x');
  const values = form && (await fillInForm(form, person));
  expect(Object.fromEntries(values ?? [])).toEqual({
    ...{ _csrf: `a"b'c`, cognitoAsfData: '', signInSubmitButton: 'Sign in' },
    ...{ username: 'smoke@example.com', password: 'a&b=c' },
  });
});

test('a form that asks neither for a user name nor for a password gets the code', async () => {
  const [form] = parseForms('<form><input type="hidden" name="_csrf" value="1"><input name="code"></form>');
  const values = form && (await fillInForm(form, person));
  expect(Object.fromEntries(values ?? [])).toEqual({ _csrf: '1', code: '123456' });
});

test('a form without anything to fill in is not sent', async () => {
  const [form] = parseForms('<form action="/logout"><input type="submit" name="go" value="x"></form>');
  expect(form && (await fillInForm(form, person))).toBeUndefined();
});

test.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [2_000_000_000, '279037'],
])('the code at second %i is that of RFC 6238, appendix B', (second, code) => {
  const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
  expect(computeCode(secret, Math.floor(second / 30))).toBe(code);
});
