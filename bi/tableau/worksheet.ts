/** Builds a Tableau worksheet from a visual. The order of elements follows Tableau's published schema of workbooks. */
import { createHash } from 'node:crypto';
import { SOURCES, type SourceName } from '../views.ts';
import type { BiDashboard, RowFilter, Visual } from '../visuals.ts';
import {
  buildCalculations,
  buildDimensionField,
  buildInstanceName,
  buildReference,
  buildShelves,
  type Field,
  listMeasures,
  type Shelves,
} from './shelves.ts';
import { buildColumn, buildSourceId } from './sources.ts';
import { createElement, type XmlElement } from './xml.ts';

/** Builds an id in Tableau's form that is the same at every generation. */
export function buildSimpleId(...names: string[]): XmlElement {
  const hex = createHash('sha256').update(names.join('\0')).digest('hex').toUpperCase();
  const uuid = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
  return createElement('simple-id', { uuid: `{${uuid}}` });
}

/**
 * Builds the worksheet.
 * @param choice the reader's filter, shared with the dashboard
 */
export function buildWorksheet(visual: Visual, choice: BiDashboard['choice']): XmlElement {
  const { source, title } = visual;
  const shelves = buildShelves(visual);
  const chosen = choice?.source === source ? choice : undefined;
  const filters: RowFilter[] = [
    ...(visual.filters ?? []),
    ...(chosen ? [{ column: chosen.column, values: [chosen.initial] }] : []),
  ];
  const filterFields = filters.map(({ column }) => buildDimensionField(source, column));
  return createElement('worksheet', { name: title }, [
    createElement('table', {}, [
      createElement(
        'view',
        {},
        [
          createElement('datasources', {}, [
            createElement('datasource', { caption: SOURCES[source].title, name: buildSourceId(source) }),
          ]),
          buildDependencies(source, visual, [...shelves.fields, ...filterFields]),
          ...filters.map((filter) => buildFilter(source, filter, filter.column === chosen?.column)),
          shelves.sorted && buildSort(source, shelves.sorted),
          filters.length > 0
            ? createElement(
                'slices',
                {},
                filterFields.map((field) => createElement('column', {}, [buildReference(source, field)])),
              )
            : undefined,
          createElement('aggregation', { value: 'true' }),
        ].filter((child) => child !== undefined),
      ),
      createElement('style'),
      createElement('panes', {}, [buildPane(source, shelves)]),
      createElement('rows', {}, shelves.rows ? [shelves.rows] : []),
      createElement('cols', {}, shelves.cols ? [shelves.cols] : []),
    ]),
    buildSimpleId('worksheet', title),
  ]);
}

function buildPane(source: SourceName, { mark, color, text }: Shelves): XmlElement {
  const encodings = [
    color && createElement('color', { column: buildReference(source, color) }),
    text && createElement('text', { column: buildReference(source, text) }),
  ].filter((encoding) => encoding !== undefined);
  return createElement('pane', { 'selection-relaxation-option': 'selection-relaxation-allow' }, [
    createElement('view', {}, [createElement('breakdown', { value: 'auto' })]),
    createElement('mark', { class: mark }),
    encodings.length > 0 ? createElement('encodings', {}, encodings) : undefined,
  ]);
}

/** Builds the columns that a worksheet uses and the fields made from them. */
function buildDependencies(source: SourceName, visual: Visual, fields: readonly Field[]): XmlElement {
  const weighted = listMeasures(visual).filter(({ weight }) => weight);
  const plain = new Set([
    ...fields.filter(({ derivation }) => derivation !== 'User').map(({ column }) => column),
    ...weighted.flatMap(({ column, weight = '' }) => [column, weight]),
  ]);
  const instances = new Map(fields.map((field) => [buildInstanceName(field), field]));
  return createElement('datasource-dependencies', { datasource: buildSourceId(source) }, [
    ...[...plain].sort().map((column) => buildColumn(source, column)),
    ...buildCalculations(source, [visual]),
    ...[...instances].map(([name, { column, derivation, type }]) =>
      createElement('column-instance', { column: `[${column}]`, derivation, name, pivot: 'key', type }),
    ),
  ]);
}

function buildFilter(source: SourceName, { column, values }: RowFilter, isShared: boolean): XmlElement {
  const field = buildDimensionField(source, column);
  const buildMember = (value: string) => ({
    function: 'member',
    level: buildInstanceName(field),
    member: `"${value}"`,
  });
  const shown = { 'user:ui-domain': 'relevant', 'user:ui-enumeration': 'inclusive', 'user:ui-marker': 'enumerate' };
  const [first = ''] = values;
  const group =
    values.length === 1
      ? createElement('groupfilter', { ...buildMember(first), ...shown })
      : createElement(
          'groupfilter',
          { function: 'union', ...shown },
          values.map((value) => createElement('groupfilter', buildMember(value))),
        );
  // Filters with the same group number change together.
  const shared = isShared ? { 'filter-group': 2 } : {};
  return createElement('filter', { class: 'categorical', column: buildReference(source, field), ...shared }, [group]);
}

function buildSort(source: SourceName, { dimension, by, shelf }: NonNullable<Shelves['sorted']>): XmlElement {
  return createElement('shelf-sorts', {}, [
    createElement('shelf-sort-v2', {
      'dimension-to-sort': buildReference(source, dimension),
      direction: 'DESC',
      'is-on-innermost-dimension': 'true',
      'measure-to-sort-by': buildReference(source, by),
      shelf,
    }),
  ]);
}

/** Builds the control of a dashboard's filter and the field that it depends on. */
export function buildFilterControl({
  choice,
  visuals,
}: BiDashboard): { zone: (id: number) => XmlElement; dependencies: XmlElement } | undefined {
  const sheet = visuals.find(({ source }) => source === choice?.source);
  if (!choice || !sheet) return undefined;
  const field = buildDimensionField(choice.source, choice.column);
  const { column, derivation, type } = field;
  return {
    zone: (id) =>
      createElement('zone', {
        ...{ h: 8000, id, mode: 'dropdown', name: sheet.title, param: buildReference(choice.source, field) },
        ...{ 'type-v2': 'filter', w: 24_000, x: 0, y: 0 },
      }),
    dependencies: createElement('datasource-dependencies', { datasource: buildSourceId(choice.source) }, [
      buildColumn(choice.source, column),
      createElement('column-instance', {
        column: `[${column}]`,
        derivation,
        name: buildInstanceName(field),
        pivot: 'key',
        type,
      }),
    ]),
  };
}
