/**
 * Takes the screenshots of the dashboard for the documents, from a running local cloud:
 * `node scripts/dashboard-screenshots.ts [overview segments …]` writes docs/images/dashboard-<page>-<theme>.png.
 */
import { join } from 'node:path';
import { LOCAL_USERS } from '../cli/local/dashboard/users.ts';
import { readCredentials } from '../cli/local/settings/credentials.ts';
import { readLocalSettings } from '../cli/local/settings/local-settings.ts';
import { launchChromium } from '../testing/browser/chromium.ts';
import { addSession, readSession, signInAt, Visitor } from '../testing/browser/visitor.ts';

const SHOTS = [
  { name: 'overview', path: '/', colorScheme: 'light' },
  { name: 'score-bands', path: '/score-bands', colorScheme: 'light' },
  { name: 'segments', path: '/segments', colorScheme: 'dark' },
  { name: 'performance', path: '/performance', colorScheme: 'light' },
  { name: 'application', path: '/applications', colorScheme: 'dark' },
] as const;
const VIEWPORT = { width: 1200, height: 780 };

const settings = readLocalSettings();
const { dashboard: url } = settings.urls;
const { password } = readCredentials(settings.stateDirectory);
const requestedNames = process.argv.slice(2);
const browser = await launchChromium();
try {
  const page = await browser.newPage();
  await signInAt(page, `${url}/`, { email: LOCAL_USERS[0].email, password });
  const session = await readSession(page);
  for (const { name, path, colorScheme } of SHOTS) {
    if (requestedNames.length > 0 && !requestedNames.includes(name)) continue;
    const context = await browser.newContext({ viewport: VIEWPORT, colorScheme });
    await addSession(context, session);
    const visitor = new Visitor(await context.newPage(), url);
    await visitor.open(path);
    if (name === 'application') {
      // Rules decline the riskiest applications; the last of the page is decided by its score and has a chart of reasons.
      await visitor.page.locator('tbody a').last().click();
      await visitor.page.getByRole('heading', { name: /^Why it was/ }).waitFor();
    }
    const file = `docs/images/dashboard-${name}-${colorScheme}.png`;
    await visitor.page.screenshot({ path: join(import.meta.dirname, '..', file) });
    console.log(file);
    await context.close();
  }
} finally {
  await browser.close();
}
