/** A person at the dashboard: goes to pages, reads what they show, and notes what the browser complains about. */
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

export const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };

/** Messages of the browser about answers that a test asked for itself. */
const EXPECTED = /Failed to load resource: the server responded with a status of (4|5)\d\d|net::ERR_/;

export class Visitor {
  readonly page: Page;
  readonly #url: string;
  /** Errors and warnings of the console, with violations of the content security policy among them. */
  readonly complaints: string[] = [];

  constructor(page: Page, url: string) {
    this.page = page;
    this.#url = url;
    page.on('pageerror', (error) => this.complaints.push(String(error.stack)));
    page.on('console', (message) => {
      const isComplaint = ['error', 'warning'].includes(message.type()) && !EXPECTED.test(message.text());
      if (isComplaint) this.complaints.push(message.text());
    });
  }

  /** Opens an address as from a bookmark, and waits until it shows its answer. */
  async open(path: string): Promise<void> {
    await this.page.goto(this.#url + path);
    await this.waitUntilLoaded();
  }

  /** Follows a link of the page. */
  async follow(name: string | RegExp): Promise<void> {
    await this.page.locator('#content').getByRole('link', { name, exact: true }).first().click();
    await this.waitUntilLoaded();
  }

  /** Nothing is loading any more. */
  async waitUntilLoaded(): Promise<void> {
    await this.page.locator('h1').first().waitFor();
    const waiting = this.page.locator('.skeleton, [aria-busy="true"]');
    while ((await waiting.count()) > 0) await waiting.first().waitFor({ state: 'detached' });
  }

  getPath(): string {
    const { pathname, search } = new URL(this.page.url());
    return pathname + search;
  }

  readTitle(): Promise<string> {
    return this.page.locator('h1').first().innerText();
  }

  /** The figure of a tile, by its name. */
  async readTile(name: string): Promise<string> {
    const tile = this.page.locator('.tile').filter({ has: this.page.getByText(name, { exact: true }) });
    return (await tile.locator('.value').first().innerText()).trim();
  }

  /** The cells of a table by its caption, row by row, without the head; also where it is folded away. */
  readTable(caption: string): Promise<string[][]> {
    return this.page.evaluate<string[][]>(`(() => {
      const tables = [...document.querySelectorAll('table')];
      const table = tables.find((one) => one.caption?.textContent === ${JSON.stringify(caption)});
      if (!table) throw new Error('no such table, but ' + tables.map((one) => one.caption?.textContent));
      return [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.textContent.trim()));
    })()`);
  }

  /** Of the page beyond the window's right edge, pixels. */
  measureOverflow(): Promise<number> {
    return this.page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  }
}

export interface Credentials {
  email: string;
  password: string;
}

/** Fills in Cognito's own page: MiniStack's has one form. */
export async function fillInSignInForm(page: Page, { email, password }: Credentials): Promise<void> {
  await page.locator('input[name=username]').fill(email);
  await page.locator('input[name=password]').fill(password);
  await page.locator('[type=submit]').first().click();
}

/** Signs in from an address of the dashboard. */
export async function signInAt(page: Page, address: string, person: Credentials): Promise<void> {
  await page.goto(address);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await fillInSignInForm(page, person);
  await page.waitForURL(address);
  await page.locator('#content').waitFor();
}

/** The token that a signed-in page holds, to give to another context without signing in again. */
export async function readSession(page: Page): Promise<string> {
  return page.evaluate<string>("sessionStorage.getItem('risk.session')");
}

export async function addSession(context: BrowserContext, session: string): Promise<void> {
  await context.addInitScript(`sessionStorage.setItem('risk.session', ${JSON.stringify(session)})`);
}

export type Look = { name: string } & Pick<BrowserContextOptions, 'colorScheme' | 'viewport'>;

export const LOOKS: Look[] = [
  { name: 'light on a desktop', colorScheme: 'light', viewport: DESKTOP },
  { name: 'dark on a phone', colorScheme: 'dark', viewport: PHONE },
];
