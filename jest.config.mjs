/** Tests run as ES modules on the very TypeScript files that are bundled: swc strips the types, `tsc` checks them. */

// Tests read what commands print; a CI server asks every program for colours, and those would be in between.
process.env.NO_COLOR = '1';
delete process.env.FORCE_COLOR;

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
