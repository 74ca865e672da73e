/** Vite's settings for the build of the dashboard. lib/build/web-bundle.ts runs the build and chooses its folder. */
import { join } from 'node:path';
import { defineConfig } from 'vite';
import { runbookPage } from './runbook-page.ts';

export default defineConfig({
  plugins: [runbookPage()],
  build: {
    target: ['chrome123', 'firefox120', 'safari17.5'], // the first versions with light-dark()
    emptyOutDir: true,
    assetsInlineLimit: 0, // the content security policy allows no data: addresses
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // The page for applicants stands alone: it needs no sign-in and loads nothing of the dashboard.
      input: ['index.html', 'contest.html'].map((page) => join(import.meta.dirname, page)),
      output: {
        codeSplitting: {
          groups: [
            // What both entries use, so that the page for applicants loads nothing else of the dashboard.
            { name: 'react', test: /node_modules\/(react|react-dom|scheduler)\//, priority: 1 },
            { name: 'files', test: /web\/src\/(uploads\/media-types|texts\/contest\/english)/, priority: 1 },
            // One chunk for what most pages use; else each small component would be a request.
            { name: 'components', test: /web\/src\/(components|format|queries)\// },
          ],
        },
      },
    },
  },
});
