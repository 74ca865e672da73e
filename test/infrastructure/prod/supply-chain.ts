/** What is deployed is in the bill of materials, and the deploy job accepts the assembly that production's synth writes. */
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { strFromU8 } from 'fflate';
import { findAssemblyFaults } from '../../../.github/deploy/check-assembly.ts';
import { buildBillOfMaterials } from '../../../scripts/supply-chain/bill-of-materials.ts';
import { listArchived, readArchived } from './archives.ts';
import { prod } from './template.ts';

export function describeSupplyChain(): void {
  describe('supply chain', () => {
    test('every package whose code is in a function is in the bill of materials', () => {
      const listed = new Set(buildBillOfMaterials(undefined, {}).components.map(({ name }) => name));
      const archives = globSync('asset.*.zip', { cwd: prod.folder }).map((file) => join(prod.folder, file));
      const maps = archives.flatMap((file) => Object.values(readArchived(file, (path) => path.endsWith('.map'))));
      const sources = maps.flatMap((map) => JSON.parse(strFromU8(map)).sources as string[]);
      const copied = archives.flatMap(listArchived);
      // What the author of a package bundled into it, below a folder such as dist/, is a part of that package.
      const bundled = [...sources, ...copied].flatMap(
        (path) => /(?:node_modules\/((?:@[^/]+\/)?[^/]+)\/)+/.exec(path)?.[1] ?? [],
      );
      expect(new Set(bundled).size).toBeGreaterThan(30);
      expect([...new Set(bundled)].filter((name) => !listed.has(name))).toEqual([]);
    });

    test('the deploy job accepts the assembly', () => {
      expect(findAssemblyFaults(prod.folder)).toEqual([]);
    });
  });
}
