/** Builds the shelves of a worksheet: which fields of a visual stand in rows, columns, colours and texts. */

import type { SourceName } from '../views.ts';
import type { BarVisual, BiMeasure, FigureVisual, LineVisual, TableVisual, Visual } from '../visuals.ts';
import { buildCalculation, buildSourceId, getTableauType } from './sources.ts';
import type { XmlElement } from './xml.ts';

/** A field on a shelf: a column and its aggregation. */
export interface Field {
  column: string;
  derivation: 'None' | 'Sum' | 'Avg' | 'Min' | 'Max' | 'User' | 'Day-Trunc';
  type: 'nominal' | 'ordinal' | 'quantitative';
}

const PREFIX: Record<Field['derivation'], string> = {
  None: 'none',
  Sum: 'sum',
  Avg: 'avg',
  Min: 'min',
  Max: 'max',
  User: 'usr',
  'Day-Trunc': 'tdy',
};
const SUFFIX: Record<Field['type'], string> = { nominal: 'nk', ordinal: 'ok', quantitative: 'qk' };
const DERIVATION = { sum: 'Sum', average: 'Avg', max: 'Max', min: 'Min' } as const;

export const buildInstanceName = ({ column, derivation, type }: Field): string =>
  `[${PREFIX[derivation]}:${column}:${SUFFIX[type]}]`;
export const buildReference = (source: SourceName, field: Field): string =>
  `[${buildSourceId(source)}].${buildInstanceName(field)}`;

const buildWeightedName = ({ column, weight }: BiMeasure): string => `Calculation_${column}_by_${weight}`;

/** Builds the calculated fields that a source needs for these visuals: weighted means. */
export function buildCalculations(source: SourceName, visuals: readonly Visual[]): XmlElement[] {
  const weighted = visuals.filter((visual) => visual.source === source).flatMap(listMeasures);
  const byName = new Map(
    weighted.filter(({ weight }) => weight).map((measure) => [buildWeightedName(measure), measure]),
  );
  return [...byName].map(([name, measure]) =>
    buildCalculation(name, `${measure.label}, weighted`, buildFormula(measure)),
  );
}

const buildFormula = ({ column, weight }: BiMeasure): string => `SUM([${column}] * [${weight}]) / SUM([${weight}])`;

export const listMeasures = (visual: Visual): readonly BiMeasure[] =>
  visual.kind === 'figure' ? [visual.measure] : visual.kind === 'table' ? [] : visual.measures;

function buildMeasureField(measure: BiMeasure): Field {
  if (measure.weight) return { column: buildWeightedName(measure), derivation: 'User', type: 'quantitative' };
  return { column: measure.column, derivation: DERIVATION[measure.aggregation], type: 'quantitative' };
}

export function buildDimensionField(source: SourceName, column: string): Field {
  const { datatype, type } = getTableauType(source, column);
  if (datatype === 'date') return { column, derivation: 'Day-Trunc', type: 'quantitative' };
  return { column, derivation: 'None', type: type === 'quantitative' ? 'ordinal' : type };
}

/** The fields of a visual by shelf. */
export interface Shelves {
  rows: string;
  cols: string;
  mark: 'Bar' | 'Line' | 'Text';
  color?: Field;
  text?: Field;
  fields: Field[];
  /** The dimension to sort by a measure, largest first. */
  sorted?: { dimension: Field; by: Field; shelf: 'rows' | 'columns' };
}

export function buildShelves(visual: Visual): Shelves {
  if (visual.kind === 'figure') return buildFigureShelves(visual);
  return visual.kind === 'table' ? buildTableShelves(visual) : buildChartShelves(visual);
}

function buildFigureShelves({ measure }: FigureVisual): Shelves {
  const text = buildMeasureField(measure);
  return { rows: '', cols: '', mark: 'Text', text, fields: [text] };
}

/** Builds the shelves of a table: each column is a heading, so that the rows are listed unchanged. */
function buildTableShelves({ source, columns }: TableVisual): Shelves {
  const fields = columns.map((column): Field => {
    const field = buildDimensionField(source, column);
    return field.derivation === 'Day-Trunc' ? { column, derivation: 'None', type: 'ordinal' } : field;
  });
  const rows = fields
    .map((field) => buildReference(source, field))
    .reduce((joined, field) => (joined ? `(${joined} / ${field})` : field), '');
  return { rows, cols: '', mark: 'Text', fields };
}

function buildChartShelves(visual: BarVisual | LineVisual): Shelves {
  const { source, category, measures, colour } = visual;
  const dimension = buildDimensionField(source, category);
  const values = measures.map(buildMeasureField);
  const color = colour ? buildDimensionField(source, colour) : undefined;
  const [first] = values;
  const across = buildReference(source, dimension);
  const along = values
    .map((field) => buildReference(source, field))
    .reduce((joined, field) => (joined ? `(${joined} + ${field})` : field), '');
  const isHorizontal = visual.kind === 'bars' && visual.isHorizontal === true;
  const isSorted = visual.kind === 'bars' && visual.order === 'measure' && first !== undefined;
  return {
    rows: isHorizontal ? across : along,
    cols: isHorizontal ? along : across,
    mark: visual.kind === 'bars' ? 'Bar' : 'Line',
    ...(color && { color }),
    fields: [dimension, ...values, ...(color ? [color] : [])],
    ...(isSorted && { sorted: { dimension, by: first, shelf: isHorizontal ? 'rows' : 'columns' } }),
  };
}
