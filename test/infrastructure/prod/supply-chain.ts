/** What is deployed is in the bill of materials, and the deploy job accepts the assembly that production's synth writes. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { findAssemblyFaults } from '../../../.github/deploy/check-assembly.ts';
import { buildBillOfMaterials } from '../../../scripts/supply-chain/bill-of-materials.ts';
import { prod } from './template.ts';

export function describeSupplyChain(): void {
  describe('supply chain', () => {
    test('every package whose code is in a function is in the bill of materials', () => {
      const listed = new Set(buildBillOfMaterials(undefined, {}).components.map(({ name }) => name));
      const maps = globSync('asset.*/**/*.map', { cwd: prod.folder });
      const sources = maps.flatMap(
        (map) => JSON.parse(readFileSync(join(prod.folder, map), 'utf8')).sources as string[],
      );
      const copied = globSync('asset.*/node_modules/{*,@*/*}/package.json', { cwd: prod.folder });
      const bundled = [...sources, ...copied].flatMap(
        (path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? [],
      );
      expect(new Set(bundled).size).toBeGreaterThan(30);
      expect([...new Set(bundled)].filter((name) => !listed.has(name))).toEqual([]);
    });

    test('the deploy job accepts the assembly', () => {
      expect(findAssemblyFaults(prod.folder)).toEqual([]);
    });
  });
}
