/** `npm run docs:licences`: writes docs/licences.md from the lock files and config/licences.json. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type LicensedPackage, listLicensedPackages, readLicenceConfiguration } from './supply-chain/licences.ts';

export const LICENCE_DOCS = resolve(import.meta.dirname, '../docs/licences.md');

const HEAD = `# Licences of the packages

<!-- Written by \`npm run docs:licences\` from the lock files and config/licences.json; edit those instead. -->

Every package that a lock file names, by its licence (SPDX). A test fails when a package has a licence that
\`config/licences.json\` does not allow, or a Python package is not recorded there. Look a new package's licence up before
you record it. The code of this repository is under the [Apache License 2.0](../LICENSE).
`;

const DEPLOYED = `## Deployed

In the functions, the dashboard or the images of the jobs. \`LicenseRef-NVIDIA\`: NVIDIA's own terms; the package index
states none. Its package is in the training image for GPUs only.
`;

const TOOLS = `## Tools

Needed to build, test or run on a laptop, and not deployed. Licences that ask for more than a notice are accepted here only.
The packages under the AGPL simulate IAM in one test ([permissions](permissions.md)); nothing that is distributed or
served contains them.
`;

const LABELS = { npm: 'npm', PyPI: 'Python' };

/** Returns the whole page. */
export function formatLicenceDocs(): string {
  const packages = listLicensedPackages(readLicenceConfiguration());
  const [deployed = [], tools = []] = [true, false].map((side) => packages.filter((one) => one.isDeployed === side));
  return [HEAD, DEPLOYED, formatTable(deployed), '', TOOLS, formatTable(tools), ''].join('\n');
}

function formatTable(packages: LicensedPackage[]): string {
  const groups = Object.entries(
    Object.groupBy(packages, ({ ecosystem, licence }) => `| ${licence} | ${LABELS[ecosystem]}`),
  ).sort(([a], [b]) => (a < b ? -1 : 1));
  const rows = groups.map(([group, members = []]) => {
    const names = [...new Set(members.map(({ name }) => name))];
    return `${group} | ${names.length} | ${names.join(', ')} |`;
  });
  return ['| licence | kind | packages | names |', '|---|---|---|---|', ...rows].join('\n');
}

if (import.meta.main) {
  writeFileSync(LICENCE_DOCS, formatLicenceDocs());
  console.log(`Wrote ${LICENCE_DOCS}`);
}
