/** Starts what the dashboard tests share: browser, users and expected figures. */
import type { Client } from 'pg';
import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core';
import { LOCAL_PASSWORD } from '../../../cli/local/dashboard/users.ts';
import type { LocalSettings } from '../../../cli/local/settings/local-settings.ts';
import type { Visitor } from '../../../testing/browser/visitor.ts';
import type { ExpectedFigures } from './expected-figures.ts';

/** Parts of the local cloud that the tests use. */
export interface DashboardCloud {
  settings: LocalSettings;
  parameter: (name: string) => string;
  database: Client;
}

export const ANALYST = { email: 'analyst@example.com', password: LOCAL_PASSWORD };
export const REVIEWER = { email: 'reviewer@example.com', password: LOCAL_PASSWORD };

export interface DashboardHarness {
  browser: Browser;
  url: string;
  expected: ExpectedFigures;
  /** Signed in as the analyst. */
  visitor: Visitor;
  /** Opens another window, signed in as the reviewer. */
  openWindow(options: BrowserContextOptions): Promise<{ visitor: Visitor; context: BrowserContext }>;
  refreshReports(): Promise<void>;
}
