/** GET /v1/policies/{version}/spreadsheet and POST /v1/policy-spreadsheets: policies as workbooks, out and in. */
import { parsePolicy } from '../../../shared/policy/parse-policy.ts';
import { InvalidPolicy } from '../../../shared/policy/policy-problem.ts';
import { readSpreadsheet, SPREADSHEET_TYPE, writeSpreadsheet } from '../../../shared/policy-spreadsheet/spreadsheet.ts';
import type { policySpreadsheetRoute, readSpreadsheetRoute } from '../../contract/routes/policies.ts';
import type { PolicySpreadsheet, SpreadsheetDocument } from '../../contract/schemas/policies.ts';
import type { OperationInput } from '../../http/operation.ts';
import { Problem } from '../../http/problem.ts';
import type { GovernanceDependencies } from '../dependencies.ts';
import { findPolicy } from './policies.ts';

/**
 * Writes a version as a workbook.
 * @throws {UnknownPolicyVersion} when there is no such version
 * @throws {Problem} when it is a draft whose document cannot be read (422)
 */
export async function exportPolicy(
  dependencies: GovernanceDependencies,
  { params: { version } }: OperationInput<typeof policySpreadsheetRoute>,
): Promise<PolicySpreadsheet> {
  const { document } = await findPolicy(dependencies, version);
  const workbook = await refuseInvalid('document.', () => writeSpreadsheet(parsePolicy(JSON.parse(document))));
  return {
    file_name: `${version}.xlsx`,
    media_type: SPREADSHEET_TYPE,
    base64: Buffer.from(workbook).toString('base64'),
  };
}

/**
 * Reads the document of a workbook.
 * @throws {Problem} when it is no policy, with the sheet and the cell of each mistake (422)
 */
export async function importPolicy({
  body: { base64 },
}: OperationInput<typeof readSpreadsheetRoute>): Promise<SpreadsheetDocument> {
  const document = await refuseInvalid('', () => readSpreadsheet(Buffer.from(base64, 'base64')));
  return { document: document as SpreadsheetDocument['document'] };
}

async function refuseInvalid<T>(prefix: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof InvalidPolicy)) throw error;
    const errors = error.problems.map(({ path, problem }) => ({ path: prefix + path, message: problem }));
    throw new Problem(422, 'policy-invalid', 'This is no policy yet. The field errors says where, and why.', errors);
  }
}
