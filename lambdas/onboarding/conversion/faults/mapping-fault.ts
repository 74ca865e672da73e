/** Defines a fault of a mapping: where it is, and what is allowed there. */

export type MappingPath = readonly (string | number)[];

export interface MappingFault {
  path: MappingPath;
  /** What is allowed there. */
  message: string;
}
