/** Starts what the dashboard tests share: browser, users and expected figures. */
import type { Client } from 'pg';
import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core';
import { readCredentials } from '../../../cli/local/settings/credentials.ts';
import type { LocalSettings } from '../../../cli/local/settings/local-settings.ts';
import type { SignInCredentials, Visitor } from '../../../testing/browser/visitor.ts';
import type { ExpectedFigures } from './expected-figures.ts';

/** Parts of the local cloud that the tests use. */
export interface DashboardCloud {
  settings: LocalSettings;
  parameter: (name: string) => string;
  database: Client;
}

/** The users that `ensureLocalUsers` creates. */
export function readUsers(settings: LocalSettings): {
  analyst: SignInCredentials;
  underwriter: SignInCredentials;
  approver: SignInCredentials;
} {
  const { password } = readCredentials(settings.stateDirectory);
  return {
    analyst: { email: 'analyst@example.com', password },
    underwriter: { email: 'underwriter@example.com', password },
    approver: { email: 'approver@example.com', password },
  };
}

export interface DashboardHarness {
  browser: Browser;
  url: string;
  expected: ExpectedFigures;
  users: ReturnType<typeof readUsers>;
  /** Signed in as the analyst. */
  visitor: Visitor;
  /** Opens another window, signed in as a person with every role. */
  openWindow(options: BrowserContextOptions): Promise<{ visitor: Visitor; context: BrowserContext }>;
}
