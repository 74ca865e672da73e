/** Texts of the sign-in pages, and the reasons for which a sign-in fails. */
import { shellTexts } from './shell.ts';

export const signInTexts = {
  documentTitle: (title: string) => `${title} · ${shellTexts.product}`,
  button: 'Sign in',
  retry: 'Sign in again',
  none: { title: shellTexts.product, text: 'Scores, models, runs and alarms. Sign in with your company account.' },
  expired: { title: 'Your session has ended', text: 'Sign in again, and you return to the page that you had open.' },
  'signed-out': { title: 'You are signed out', text: 'Sign in again, and you return to the page that you had open.' },
  unreachable: 'The sign-in service cannot be reached. Check your connection, then try again.',
  inProgress: { title: 'Signing in', text: 'This takes a moment.' },
  failed: 'You were not signed in',
  foreignAddress: 'This address belongs to another sign-in. Start again from this page.',
  refused: 'Cognito did not sign you in. Try again, or ask the administrator of your accounts.',
  noToken: 'Cognito issued no token, so you are not signed in. Try again; if it fails again, tell the administrator.',
  unnamedPerson: 'unknown user',
} as const;
