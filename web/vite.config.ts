// The build of the dashboard. lib/build/web-bundle.ts runs it and says where the files go.
import { defineConfig } from 'vite';

export default defineConfig({
  build: {
    target: ['chrome123', 'firefox120', 'safari17.5'], // the first with light-dark()
    emptyOutDir: true,
    assetsInlineLimit: 0, // the content security policy knows no data: addresses
    modulePreload: { polyfill: false },
  },
});
