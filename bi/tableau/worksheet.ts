/** A visual of bi/dashboards.ts as a worksheet of Tableau. Element order follows Tableau's published schema of workbooks. */
import { createHash } from 'node:crypto';
import type { Bars, Dashboard, Figure, Filter, Lines, Listing, Measure, Visual } from '../dashboards.ts';
import { SOURCES, type SourceName } from '../views.ts';
import { calculation, columnElement, sourceId, tableauType } from './sources.ts';
import { type Element, el } from './xml.ts';

/** A field as shelves name it: a column with how its rows become one value. */
interface Field {
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

const instanceName = ({ column, derivation, type }: Field): string =>
  `[${PREFIX[derivation]}:${column}:${SUFFIX[type]}]`;
const reference = (source: SourceName, field: Field): string => `[${sourceId(source)}].${instanceName(field)}`;

/** The same id at every generation, as Tableau writes ids. */
export function simpleId(...names: string[]): Element {
  const hex = createHash('sha256').update(names.join('\0')).digest('hex').toUpperCase();
  const uuid = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
  return el('simple-id', { uuid: `{${uuid}}` });
}

const weightedColumn = ({ column, weight }: Measure): string => `Calculation_${column}_by_${weight}`;

/** Calculated fields that a source needs for these visuals: means that are weighed by another column. */
export function calculations(source: SourceName, visuals: readonly Visual[]): Element[] {
  const weighted = visuals.filter((visual) => visual.source === source).flatMap(measuresOf);
  const byName = new Map(weighted.filter(({ weight }) => weight).map((measure) => [weightedColumn(measure), measure]));
  return [...byName].map(([name, measure]) => calculation(name, `${measure.label}, weighted`, formulaOf(measure)));
}

const formulaOf = ({ column, weight }: Measure): string => `SUM([${column}] * [${weight}]) / SUM([${weight}])`;

const measuresOf = (visual: Visual): readonly Measure[] =>
  visual.kind === 'figure' ? [visual.measure] : visual.kind === 'table' ? [] : visual.measures;

function measureField(measure: Measure): Field {
  if (measure.weight) return { column: weightedColumn(measure), derivation: 'User', type: 'quantitative' };
  return { column: measure.column, derivation: DERIVATION[measure.by], type: 'quantitative' };
}

function dimensionField(source: SourceName, column: string): Field {
  const { datatype, type } = tableauType(source, column);
  if (datatype === 'date') return { column, derivation: 'Day-Trunc', type: 'quantitative' };
  return { column, derivation: 'None', type: type === 'quantitative' ? 'ordinal' : type };
}

/** What a visual puts where. */
interface Shelves {
  rows: string;
  cols: string;
  mark: 'Bar' | 'Line' | 'Text';
  color?: Field;
  text?: Field;
  fields: Field[];
  /** The dimension that is sorted by a measure, largest first. */
  sorted?: { dimension: Field; by: Field; shelf: 'rows' | 'columns' };
}

function shelvesOf(visual: Visual): Shelves {
  if (visual.kind === 'figure') return figure(visual);
  return visual.kind === 'table' ? listing(visual) : chart(visual);
}

function figure({ measure }: Figure): Shelves {
  const text = measureField(measure);
  return { rows: '', cols: '', mark: 'Text', text, fields: [text] };
}

/** Every column as a heading of its own: a list of rows as they are. */
function listing({ source, columns }: Listing): Shelves {
  const fields = columns.map((column): Field => {
    const field = dimensionField(source, column);
    return field.derivation === 'Day-Trunc' ? { column, derivation: 'None', type: 'ordinal' } : field;
  });
  const rows = fields
    .map((field) => reference(source, field))
    .reduce((all, one) => (all ? `(${all} / ${one})` : one), '');
  return { rows, cols: '', mark: 'Text', fields };
}

function chart(visual: Bars | Lines): Shelves {
  const { source, category, measures, colour } = visual;
  const dimension = dimensionField(source, category);
  const values = measures.map(measureField);
  const color = colour ? dimensionField(source, colour) : undefined;
  const [first] = values;
  const across = reference(source, dimension);
  const along = values
    .map((field) => reference(source, field))
    .reduce((all, one) => (all ? `(${all} + ${one})` : one), '');
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

/** The worksheet; `choice` is the reader's filter that it shares with its dashboard. */
export function worksheet(visual: Visual, choice: Dashboard['choice']): Element {
  const { source, title } = visual;
  const shelves = shelvesOf(visual);
  const chosen = choice?.source === source ? choice : undefined;
  const filters: Filter[] = [
    ...(visual.only ?? []),
    ...(chosen ? [{ column: chosen.column, values: [chosen.initial] }] : []),
  ];
  const filterFields = filters.map(({ column }) => dimensionField(source, column));
  return el('worksheet', { name: title }, [
    el('table', {}, [
      el(
        'view',
        {},
        [
          el('datasources', {}, [el('datasource', { caption: SOURCES[source].title, name: sourceId(source) })]),
          dependencies(source, visual, [...shelves.fields, ...filterFields]),
          ...filters.map((filter) => filterElement(source, filter, filter.column === chosen?.column)),
          shelves.sorted && sortElement(source, shelves.sorted),
          filters.length > 0
            ? el(
                'slices',
                {},
                filterFields.map((field) => el('column', {}, [reference(source, field)])),
              )
            : undefined,
          el('aggregation', { value: 'true' }),
        ].filter((child) => child !== undefined),
      ),
      el('style'),
      el('panes', {}, [pane(source, shelves)]),
      el('rows', {}, shelves.rows ? [shelves.rows] : []),
      el('cols', {}, shelves.cols ? [shelves.cols] : []),
    ]),
    simpleId('worksheet', title),
  ]);
}

function pane(source: SourceName, { mark, color, text }: Shelves): Element {
  const encodings = [
    color && el('color', { column: reference(source, color) }),
    text && el('text', { column: reference(source, text) }),
  ].filter((one) => one !== undefined);
  return el('pane', { 'selection-relaxation-option': 'selection-relaxation-allow' }, [
    el('view', {}, [el('breakdown', { value: 'auto' })]),
    el('mark', { class: mark }),
    encodings.length > 0 ? el('encodings', {}, encodings) : undefined,
  ]);
}

/** Columns that a sheet uses, and the fields made of them. */
function dependencies(source: SourceName, visual: Visual, fields: readonly Field[]): Element {
  const weighted = measuresOf(visual).filter(({ weight }) => weight);
  const plain = new Set([
    ...fields.filter(({ derivation }) => derivation !== 'User').map(({ column }) => column),
    ...weighted.flatMap(({ column, weight = '' }) => [column, weight]),
  ]);
  const instances = new Map(fields.map((field) => [instanceName(field), field]));
  return el('datasource-dependencies', { datasource: sourceId(source) }, [
    ...[...plain].sort().map((column) => columnElement(source, column)),
    ...calculations(source, [visual]),
    ...[...instances].map(([name, { column, derivation, type }]) =>
      el('column-instance', { column: `[${column}]`, derivation, name, pivot: 'key', type }),
    ),
  ]);
}

function filterElement(source: SourceName, { column, values }: Filter, isShared: boolean): Element {
  const field = dimensionField(source, column);
  const member = (value: string) => ({ function: 'member', level: instanceName(field), member: `"${value}"` });
  const shown = { 'user:ui-domain': 'relevant', 'user:ui-enumeration': 'inclusive', 'user:ui-marker': 'enumerate' };
  const [first = ''] = values;
  const group =
    values.length === 1
      ? el('groupfilter', { ...member(first), ...shown })
      : el(
          'groupfilter',
          { function: 'union', ...shown },
          values.map((value) => el('groupfilter', member(value))),
        );
  // Filters of one group are one choice, whichever sheet it is made in.
  const shared = isShared ? { 'filter-group': 2 } : {};
  return el('filter', { class: 'categorical', column: reference(source, field), ...shared }, [group]);
}

function sortElement(source: SourceName, { dimension, by, shelf }: NonNullable<Shelves['sorted']>): Element {
  return el('shelf-sorts', {}, [
    el('shelf-sort-v2', {
      'dimension-to-sort': reference(source, dimension),
      direction: 'DESC',
      'is-on-innermost-dimension': 'true',
      'measure-to-sort-by': reference(source, by),
      shelf,
    }),
  ]);
}

/** The reader's choice on a dashboard: shown beside the sheets, and the field it depends on. */
export function choiceOf({
  choice,
  visuals,
}: Dashboard): { zone: (id: number) => Element; dependencies: Element } | undefined {
  const sheet = visuals.find(({ source }) => source === choice?.source);
  if (!choice || !sheet) return undefined;
  const field = dimensionField(choice.source, choice.column);
  const { column, derivation, type } = field;
  return {
    zone: (id) =>
      el('zone', {
        ...{ h: 8000, id, mode: 'dropdown', name: sheet.title, param: reference(choice.source, field) },
        ...{ 'type-v2': 'filter', w: 24_000, x: 0, y: 0 },
      }),
    dependencies: el('datasource-dependencies', { datasource: sourceId(choice.source) }, [
      columnElement(choice.source, column),
      el('column-instance', { column: `[${column}]`, derivation, name: instanceName(field), pivot: 'key', type }),
    ]),
  };
}
