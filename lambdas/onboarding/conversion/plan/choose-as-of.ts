/** Chooses the day of a delivery by the mapping's rule. */
import type { Mapping } from '../../contract/mapping.ts';
import { RawFileRefused } from '../../contract/refusals.ts';
import { findDate } from '../values/find-date.ts';

export interface AsOfInputs {
  /** Names of the files of the first source. */
  files: readonly string[];
  /** The newest day of the rule's column that is not after today; null when there is none. */
  newestDay: string | null;
  /** Day of arrival. */
  today: string;
}

/** @throws {RawFileRefused} when neither file names nor values have the day that the rule needs (MappingMismatch) */
export function chooseAsOf({ as_of, name }: Mapping, { files, newestDay, today }: AsOfInputs): string {
  switch (as_of.from) {
    case 'fixed':
      return as_of.day;
    case 'arrival':
      return today;
    case 'newest':
      if (newestDay !== null) return newestDay;
      throw new RawFileRefused(
        'MappingMismatch',
        `column ${as_of.column} has no date up to ${today}, and as_of of mapping ${name} is its newest date`,
      );
    case 'file_name': {
      const days = files.map((file) => findDate(as_of.format, file)).filter((day) => day !== null);
      const newest = days.sort().at(-1);
      if (newest) return newest;
      throw new RawFileRefused(
        'MappingMismatch',
        `${files.join(', ')} has no date of the form ${as_of.format} in its name, and mapping ${name} takes as_of from it`,
      );
    }
  }
}
