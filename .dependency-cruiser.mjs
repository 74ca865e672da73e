/**
 * The import rules of the repository, checked by `npm run check` and `npm test`: which folder may import which.
 * Open this file when a new folder is added or an import is refused; docs/architecture.md draws the same picture.
 * Rule language: https://github.com/sverweij/dependency-cruiser/blob/main/doc/rules-reference.md
 */

/** The folder of what several components of lambdas/ need. */
const SHARED = '^lambdas/shared/';
/** What the CDK app, the scripts and the commands may know of the functions' code. */
const PUBLISHED = [SHARED, '^lambdas/[^/]+/contract/'];

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

export default {
  forbidden: [
    rule('no-circles', 'Two files that import each other are one file, or a third is missing.', {}, { circular: true }),
    {
      ...rule(
        'folders-without-circles',
        'Two folders that import each other are one folder, or a third is missing.',
        { path: '^(lib|lambdas|testing|cli|edge|web/src)/.' },
        { circular: true },
      ),
      scope: 'folder',
    },
    rule(
      'product-code-stands-alone',
      'Functions are deployed without the commands, the stacks, the tests and the benchmarks.',
      { path: '^lambdas/' },
      { path: '^(bench|bi|bin|cli|clients|data|edge|lib|scripts|spark|test|testing|training|web)/' },
    ),
    rule(
      'components-meet-in-shared',
      'A component imports itself and lambdas/shared only; components meet in the database and in S3. The API offers imports, whose words are the contract of onboarding.',
      { path: '^lambdas/([^/]+)/', pathNot: SHARED },
      { path: '^lambdas/', pathNot: `^lambdas/($1|shared|onboarding/contract)/` },
    ),
    rule(
      'shared-knows-no-component',
      'lambdas/shared is below every component.',
      { path: SHARED },
      { path: '^lambdas/', pathNot: SHARED },
    ),
    rule(
      'handlers-are-not-imported',
      'Nothing of the product imports a handler: its logic stands in a file of its own.',
      { path: '^(lambdas|lib|cli|bin|scripts)/' },
      { path: '\\.lambda\\.ts$' },
    ),
    rule(
      'packages-are-imported-statically',
      'A function that loads a package late loads a module of ours that imports it: the chunk of a CommonJS package has no named exports.',
      { path: '^lambdas/' },
      { path: 'node_modules', dynamic: true },
    ),
    rule(
      'contract-first',
      'Imports go handler → logic → contract: a contract imports contracts and shared code only.',
      { path: '^lambdas/([^/]+)/contract/' },
      { path: '^lambdas/', pathNot: `^lambdas/($1/contract|onboarding/contract|shared)/` },
    ),
    rule(
      'stacks-know-contracts',
      'The CDK app and the scripts import contracts and shared code of the functions, never their logic.',
      { path: '^(lib|bin|scripts)/' },
      { path: '^lambdas/', pathNot: PUBLISHED },
    ),
    rule(
      'constructs-know-no-stacks',
      'Stacks compose constructs: a construct takes what it needs as properties.',
      { path: '^lib/(constructs|build)/' },
      { path: '^lib/stacks/' },
    ),
    rule(
      'stacks-know-no-commands',
      'The CDK app is deployed from CI, without the commands and the local cloud.',
      { path: '^(lib|bin)/' },
      { path: '^(cli|edge|test|testing|bench|scripts|data)/' },
    ),
    rule(
      'local-cloud-is-behind-the-environment',
      'Commands reach the local cloud through cli/environment and cli/journey, so that they work on AWS too.',
      {
        path: '^cli/(audit|aws|cost|deployment|models|quality|status|logs|onboarding|people|predictions|preflight|privacy|recovery|releases|reporting|requests|simulations|smoke|terminal|workflows)/',
      },
      { path: '^cli/local/' },
    ),
    rule(
      'tests-are-nobodys-library',
      'What tests and benchmarks share stands in testing/.',
      { path: '^(?!test/)' },
      { path: '^test/' },
    ),
    rule(
      'deployed-code-needs-dependencies',
      'What functions, dashboard and bundles import is in `dependencies` of package.json, so that the bill of materials has it.',
      { path: '^(lambdas|edge|web/src|clients)/' },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'bundles-know-shared-code-only',
      'What scores without a network is the code that every function shares.',
      { path: '^edge/' },
      { path: '^(bench|bi|bin|cli|clients|data|lib|scripts|test|testing|web)/|^lambdas/(?!shared/)' },
    ),
    rule(
      'dashboard-knows-the-api-only',
      'The dashboard knows the API by its client; its hosting rules are its own.',
      { path: '^web/' },
      { path: '^(bench|bi|bin|cli|data|edge|lambdas|lib|scripts|test|testing)/' },
    ),
  ],
  options: {
    // TypeScript 7 has no compiler API yet; swc reads all imports, those of types included.
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
  },
};
