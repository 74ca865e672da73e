/** Writes sql/features/catalogue.schema.json from the zod schema of the feature catalogue. */
import { writeFileSync } from 'node:fs';
import { buildCatalogueSchema } from '../lambdas/shared/features/catalogue.ts';

writeFileSync('sql/features/catalogue.schema.json', `${JSON.stringify(buildCatalogueSchema(), null, 2)}\n`);
