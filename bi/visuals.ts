/** Defines what a dashboard of BI tools consists of: measures, filters and kinds of visuals. */
import { SOURCES, type SourceName } from './views.ts';

export type Aggregation = 'sum' | 'average' | 'max' | 'min';

export interface BiMeasure {
  column: string;
  label: string;
  /** How rows are aggregated to one figure. */
  aggregation: Aggregation;
  /** Column that weights an average over groups of unequal size. */
  weight?: string;
  format: 'count' | 'money' | 'percent' | 'decimal';
}

export interface RowFilter {
  column: string;
  /** Keeps only rows with one of these values. */
  values: readonly string[];
}

interface VisualBase {
  /** Kebab-case, unique across all dashboards. */
  id: string;
  title: string;
  source: SourceName;
  filters?: readonly RowFilter[];
}

export interface FigureVisual extends VisualBase {
  kind: 'figure';
  measure: BiMeasure;
}

export interface BarVisual extends VisualBase {
  kind: 'bars';
  category: string;
  measures: readonly BiMeasure[];
  /** Column that divides each bar. */
  colour?: string;
  /** Sorts categories by name, or by the first measure, largest first. */
  order: 'category' | 'measure';
  /** Number of categories to show. */
  limit?: number;
  isHorizontal?: boolean;
}

export interface LineVisual extends VisualBase {
  kind: 'lines';
  /** Column of days. */
  category: string;
  measures: readonly BiMeasure[];
  /** Column with one line per value. */
  colour?: string;
}

export interface TableVisual extends VisualBase {
  kind: 'table';
  columns: readonly string[];
}

export type Visual = FigureVisual | BarVisual | LineVisual | TableVisual;

export interface BiDashboard {
  id: string;
  title: string;
  visuals: readonly Visual[];
  /** A filter that the reader sets for all visuals of one source. */
  choice?: { source: SourceName; column: string; label: string; initial: string };
}

/** Lists every column that a visual names, with its source. */
export function listFields(visual: Visual): { source: SourceName; column: string }[] {
  const columns = (visual.filters ?? []).map(({ column }) => column);
  if (visual.kind === 'figure') columns.push(...listMeasureColumns(visual.measure));
  if (visual.kind === 'table') columns.push(...visual.columns);
  if (visual.kind === 'bars' || visual.kind === 'lines') {
    columns.push(
      visual.category,
      ...visual.measures.flatMap(listMeasureColumns),
      ...(visual.colour ? [visual.colour] : []),
    );
  }
  return [...new Set(columns)].map((column) => ({ source: visual.source, column }));
}

const listMeasureColumns = ({ column, weight }: BiMeasure): string[] => (weight ? [column, weight] : [column]);

/**
 * Returns the type of a source's column.
 * @throws {RangeError} when the source has no such column
 */
export function getColumnType(source: SourceName, column: string) {
  const columns: Record<string, string> = SOURCES[source].columns;
  const type = columns[column];
  if (type === undefined) throw new RangeError(`${source} has no column ${column}`);
  return type;
}

/** Lists the sources that a dashboard reads. */
export const listSources = ({ visuals }: BiDashboard): SourceName[] => [
  ...new Set(visuals.map(({ source }) => source)),
];
