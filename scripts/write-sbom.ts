/** `npm run sbom -- FILE`: writes the software bill of materials (CycloneDX) of what is deployed. CI attests it. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readOptionalEnv } from '../lambdas/shared/env.ts';
import { buildBillOfMaterials } from './supply-chain/bill-of-materials.ts';
import { readLicenceConfiguration } from './supply-chain/licences.ts';

const [file = 'sbom.cdx.json'] = parseArgs({ allowPositionals: true }).positionals;
const bill = buildBillOfMaterials(readOptionalEnv('EMR_SERVERLESS_IMAGE'), readLicenceConfiguration().python);
writeFileSync(file, `${JSON.stringify(bill, null, 2)}\n`);
console.log(`Wrote ${bill.components.length} components to ${file}`);
