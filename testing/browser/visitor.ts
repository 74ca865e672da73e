/** Drives the dashboard in a browser as a user does: signs in, opens pages, reads figures, records console errors. */
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

export const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };

/** Console messages about failed requests, which tests cause on purpose. */
const EXPECTED_MESSAGES = /Failed to load resource: the server responded with a status of (4|5)\d\d|net::ERR_/;

export class Visitor {
  readonly page: Page;
  readonly #url: string;
  /** Errors and warnings of the console, also violations of the content security policy. */
  readonly complaints: string[] = [];

  constructor(page: Page, url: string) {
    this.page = page;
    this.#url = url;
    page.on('pageerror', (error) => this.complaints.push(String(error.stack)));
    page.on('console', (message) => {
      const isComplaint = ['error', 'warning'].includes(message.type()) && !EXPECTED_MESSAGES.test(message.text());
      if (isComplaint) this.complaints.push(message.text());
    });
  }

  /** Loads a path of the dashboard, and waits until its requests have ended. */
  async open(path: string): Promise<void> {
    await this.page.goto(this.#url + path);
    await this.waitUntilLoaded();
  }

  /** Clicks a link in the content of the page. */
  async follow(name: string | RegExp): Promise<void> {
    await this.page.locator('#content').getByRole('link', { name, exact: true }).first().click();
    await this.waitUntilLoaded();
  }

  /** Waits until no placeholder is shown and no request is on its way. */
  async waitUntilLoaded(): Promise<void> {
    await this.page.locator('h1').first().waitFor();
    const loading = this.page.locator('.skeleton, [aria-busy="true"]');
    while ((await loading.count()) > 0) await loading.first().waitFor({ state: 'detached' });
  }

  getPath(): string {
    const { pathname, search } = new URL(this.page.url());
    return pathname + search;
  }

  readTitle(): Promise<string> {
    return this.page.locator('h1').first().innerText();
  }

  /** The figure of the tile with a name. */
  async readTile(name: string): Promise<string> {
    const tile = this.page.locator('.tile').filter({ has: this.page.getByText(name, { exact: true }) });
    return (await tile.locator('.value').first().innerText()).trim();
  }

  /** The cells of the table with a caption, by row, without the header; also of a table that is collapsed. */
  readTable(caption: string): Promise<string[][]> {
    return this.page.evaluate<string[][]>(`(() => {
      const tables = [...document.querySelectorAll('table')];
      const table = tables.find((candidate) => candidate.caption?.textContent === ${JSON.stringify(caption)});
      if (!table) throw new Error('no such table, but ' + tables.map(({ caption }) => caption?.textContent));
      return [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.textContent.trim()));
    })()`);
  }

  /** The pixels by which the page is wider than the window. */
  measureOverflow(): Promise<number> {
    return this.page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  }
}

export interface SignInCredentials {
  email: string;
  password: string;
}

/** Fills in and sends the sign-in page of MiniStack's Cognito. */
export async function fillInSignInForm(page: Page, { email, password }: SignInCredentials): Promise<void> {
  await page.locator('input[name=username]').fill(email);
  await page.locator('input[name=password]').fill(password);
  await page.locator('[type=submit]').first().click();
}

/** Opens an address of the dashboard, signs in there, and waits for the return to it. */
export async function signInAt(page: Page, address: string, person: SignInCredentials): Promise<void> {
  await page.goto(address);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await fillInSignInForm(page, person);
  await page.waitForURL(address);
  await page.locator('#content').waitFor();
}

/** The stored session of a signed-in page, for `addSession`. */
export async function readSession(page: Page): Promise<string> {
  return page.evaluate<string>("sessionStorage.getItem('risk.session')");
}

/** Signs in all pages of a context without the sign-in page. */
export async function addSession(context: BrowserContext, session: string): Promise<void> {
  // A session without recent activity ends when the page starts (web/src/auth/keep-session.ts).
  await context.addInitScript(
    `sessionStorage.setItem('risk.session', ${JSON.stringify(session)});
    localStorage.setItem('risk.last-activity', Date.now())`,
  );
}

/** A theme and a window size in which every page must work. */
export interface Look extends Pick<BrowserContextOptions, 'colorScheme' | 'viewport'> {
  name: string;
}

export const LOOKS: Look[] = [
  { name: 'light on a desktop', colorScheme: 'light', viewport: DESKTOP },
  { name: 'dark on a phone', colorScheme: 'dark', viewport: PHONE },
];
