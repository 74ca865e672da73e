/**
 * Takes the pictures of the dashboard that the documents show, from the local cloud that runs.
 *
 *   node scripts/dashboard-screenshots.ts [overview segments …]     writes docs/images/dashboard-<page>-<theme>.png
 */
import { join } from 'node:path';
import { LOCAL_PASSWORD, LOCAL_USERS } from '../cli/local/dashboard/users.ts';
import { readLocalSettings } from '../cli/local/settings/local-settings.ts';
import { launchChromium } from '../testing/browser/chromium.ts';
import { addSession, readSession, signInAt, Visitor } from '../testing/browser/visitor.ts';

const SHOTS = [
  { name: 'overview', path: '/', colorScheme: 'light' },
  { name: 'segments', path: '/segments', colorScheme: 'dark' },
  { name: 'performance', path: '/performance', colorScheme: 'light' },
  { name: 'application', path: '/applications', colorScheme: 'dark' },
] as const;
const VIEWPORT = { width: 1200, height: 780 };

const { dashboard: url } = readLocalSettings().urls;
const wanted = process.argv.slice(2);
const browser = await launchChromium();
try {
  const page = await browser.newPage();
  await signInAt(page, `${url}/`, { email: LOCAL_USERS[0].email, password: LOCAL_PASSWORD });
  const session = await readSession(page);
  for (const { name, path, colorScheme } of SHOTS) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const context = await browser.newContext({ viewport: VIEWPORT, colorScheme });
    await addSession(context, session);
    const visitor = new Visitor(await context.newPage(), url);
    await visitor.open(path);
    if (name === 'application') {
      // The riskiest are declined by rules; somewhat further down the score decides, and its reasons are a picture.
      await visitor.page.locator('tbody a').last().click();
      await visitor.page.getByRole('heading', { name: 'Why' }).waitFor();
    }
    const file = `docs/images/dashboard-${name}-${colorScheme}.png`;
    await visitor.page.screenshot({ path: join(import.meta.dirname, '..', file) });
    console.log(file);
    await context.close();
  }
} finally {
  await browser.close();
}
