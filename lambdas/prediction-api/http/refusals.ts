/** Turns refusals of the database's functions into problems: an error with a SQLSTATE of a table has its name and words. */
import { DatabaseError } from '../../shared/aws/database.ts';
import type { ProblemStatus } from '../contract/route.ts';
import { Problem } from './problem.ts';

export interface Refusal {
  sqlState: string;
  status: ProblemStatus;
  detail: string;
}

export interface Refusals<Name extends string> {
  /** The problem by its name, for what is found out before the database is asked. */
  create: (name: Name, options?: ErrorOptions) => Problem;
  /** Runs a statement. @throws {Problem} when the database refuses by a SQLSTATE of the table */
  call: <Result>(statement: () => Promise<Result>) => Promise<Result>;
}

/** @param table name of the problem → SQLSTATE of the functions, status and words */
export function createRefusals<Name extends string>(table: Readonly<Record<Name, Refusal>>): Refusals<Name> {
  const names = Object.keys(table) as Name[];
  const create = (name: Name, options?: ErrorOptions) =>
    new Problem(table[name].status, name, table[name].detail, [], options);
  return {
    create,
    async call(statement) {
      try {
        return await statement();
      } catch (error) {
        if (!(error instanceof DatabaseError)) throw error;
        const name = names.find((candidate) => table[candidate].sqlState === error.sqlState);
        throw name ? create(name, { cause: error }) : error;
      }
    },
  };
}
