/** Tests run as ES modules on the very TypeScript files that are bundled: swc strips the types, `tsc` checks them. */
import { join } from 'node:path';

// Tests read what commands print; a CI server asks every program for colours, and those would be in between.
process.env.NO_COLOR = '1';
delete process.env.FORCE_COLOR;

// The commands that tests start compile their modules once: a third of the processor time of each.
process.env.NODE_COMPILE_CACHE = join(import.meta.dirname, 'node_modules/.cache/node-modules');

export default {
  testEnvironment: './testing/jest-environment.mjs',
  testSequencer: './testing/long-folders-first.mjs',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024', experimental: { keepImportAttributes: true } } },
    ],
  },
  // Ends what hangs. A slow machine, with other work beside the tests, must not fail one.
  testTimeout: 300_000,
};
