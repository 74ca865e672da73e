/** Checks the header of a delivered file against the contract and the attributes that the manifest declares. */

import { DeliveryRefused } from '../../shared/landing/refusals.ts';
import { listMandatoryColumns, TABLE_CONTRACTS } from '../../shared/landing/table-contract.ts';
import type { AttributeType, TableName } from '../../shared/runs/run.ts';

/** @throws {DeliveryRefused} when the header is wrong: UnknownColumn, DuplicateColumn or MissingColumn */
export function checkHeader(table: TableName, header: string[], declared: Record<string, AttributeType>): void {
  const acceptedNames = new Set([
    ...TABLE_CONTRACTS[table].columns.map((column) => column.name),
    ...Object.keys(declared),
  ]);
  const unknownIndex = header.findIndex((name) => !acceptedNames.has(name));
  // The message gives the position: a file without a header could have personal data as its column names.
  if (unknownIndex >= 0) {
    const position = `column ${unknownIndex + 1}`;
    throw new DeliveryRefused('UnknownColumn', `${position} is neither of the contract nor declared in the manifest`);
  }
  const duplicate = header.find((name, index) => header.indexOf(name) !== index);
  if (duplicate) throw new DeliveryRefused('DuplicateColumn', `column ${duplicate} comes twice`);
  const missing = listMandatoryColumns(table).find((name) => !header.includes(name));
  if (missing) {
    throw new DeliveryRefused('MissingColumn', `column ${missing} is not there, and no row can do without it`);
  }
}
