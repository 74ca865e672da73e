/**
 * Defines the columns of exported decisions: builds their SQL and reads their lines. Pure functions, no I/O.
 */
import type { NeededFeature } from '../../shared/decision/needed-features.ts';
import { decodeCell } from '../../shared/exports/copy-text.ts';
import { decodeNumber, InvalidExport } from '../../shared/exports/export-format.ts';
import { isAttribute } from '../../shared/features/attribute-names.ts';
import type { FeatureRecord } from '../../shared/features/feature-record.ts';
import { quoteIdentifier, quoteLiteral } from '../../shared/sql-text.ts';

/** A stored decision with what it is decided again from. */
export interface ExportedDecision {
  /** As-of day, `YYYY-MM-DD`. */
  day: string;
  /** The model of the stored PD. */
  model_version: string;
  pd: number;
  decision: string;
  outcome: number | null;
  fairness: Record<string, string | null>;
  features: FeatureRecord;
  /** Features that neither the evidence nor the stored features have. They are null in `features`. */
  absent: readonly string[];
}

/** Columns before the features. */
const KEY_COLUMNS = 6;
/** The cell of a feature that nothing stored has. No category is a control character. */
const ABSENT = '\u0001';

/**
 * Builds the SQL of the features' columns, each with a leading comma. The snapshot of the evidence comes first, because
 * it decided; a feature that it does not have is read from the stored features of the same run.
 */
export function buildFeatureColumns(features: readonly NeededFeature[]): string {
  return features
    .map(({ name }, i) => {
      const key = quoteLiteral(name);
      const stored = isAttribute(name) ? `f.attributes ->> ${key}` : `cast(f.${quoteIdentifier(name)} as text)`;
      return (
        `, case when jsonb_exists(score.features, ${key}) then score.features ->> ${key} ` +
        // Without a name two attributes would be two columns `case`, and an export names each column once.
        `when f.application_id is null then chr(1) else ${stored} end as feature_${i}`
      );
    })
    .join('');
}

/**
 * Creates a reader of exported lines.
 * The reader throws {InvalidExport} when a line does not have these columns.
 */
export function createDecisionReader(needed: readonly NeededFeature[]): (line: string) => ExportedDecision {
  const columns = KEY_COLUMNS + needed.length;
  return (line) => {
    const cells = line.split('\t');
    if (cells.length !== columns)
      throw new InvalidExport(`a decision has ${cells.length} columns instead of ${columns}`);
    const [day = '', model = '', pd = '', decision = '', outcome = '', fairness = ''] = cells;
    const features: Record<string, number | string | null> = {};
    const absent: string[] = [];
    for (let i = 0; i < needed.length; i++) {
      const { name, type } = needed[i] as NeededFeature;
      const cell = cells[KEY_COLUMNS + i] ?? '';
      if (cell === ABSENT) {
        absent.push(name);
        features[name] = null;
      } else {
        features[name] = type === 'number' ? decodeNumber(name, cell) : decodeCell(cell);
      }
    }
    const groups = decodeCell(fairness);
    return {
      ...{
        day,
        model_version: decodeCell(model) ?? '',
        pd: decodeNumber('pd', pd) ?? Number.NaN,
        decision,
        outcome: decodeNumber('outcome', outcome),
      },
      ...{ fairness: groups === null ? {} : JSON.parse(groups), features, absent },
    };
  };
}
