/** Turns visuals of bi/visuals.ts into QuickSight visuals. */
import type { CfnDashboard } from 'aws-cdk-lib/aws-quicksight';
import type { SourceName } from '../../../bi/views.ts';
import {
  type BarVisual,
  type BiMeasure,
  type FigureVisual,
  getColumnType,
  type LineVisual,
  type TableVisual,
  type Visual,
} from '../../../bi/visuals.ts';

type MeasureField = CfnDashboard.MeasureFieldProperty;
type DimensionField = CfnDashboard.DimensionFieldProperty;

/** Name of the calculated field of a weighted mean; QuickSight aggregates single columns only. */
export const formatWeightedName = ({ column, weight }: BiMeasure): string => `${column} by ${weight}`;

export const formatWeightedExpression = ({ column, weight }: BiMeasure): string =>
  `sum({${column}} * {${weight}}) / sum({${weight}})`;

export function buildVisual(visual: Visual): CfnDashboard.VisualProperty {
  switch (visual.kind) {
    case 'figure':
      return {
        kpiVisual: {
          ...buildTitle(visual),
          chartConfiguration: { fieldWells: { values: [buildMeasureField(visual, visual.measure)] } },
        },
      };
    case 'bars':
      return { barChartVisual: { ...buildTitle(visual), chartConfiguration: buildBarChart(visual) } };
    case 'lines':
      return { lineChartVisual: { ...buildTitle(visual), chartConfiguration: buildLineChart(visual) } };
    case 'table':
      return { tableVisual: { ...buildTitle(visual), chartConfiguration: buildTable(visual) } };
  }
}

const buildTitle = ({ id, title }: Visual) => ({
  visualId: id,
  title: { visibility: 'VISIBLE', formatText: { plainText: title } },
});

function buildBarChart(visual: BarVisual): CfnDashboard.BarChartConfigurationProperty {
  const { category, measures, colour, order, limit, isHorizontal } = visual;
  const [first] = measures;
  const byMeasure = order === 'measure' && first ? formatFieldId(visual, formatMeasureName(first)) : undefined;
  return {
    fieldWells: {
      barChartAggregatedFieldWells: {
        category: [buildDimensionField(visual, category)],
        values: measures.map((measure) => buildMeasureField(visual, measure)),
        ...(colour && { colors: [buildDimensionField(visual, colour)] }),
      },
    },
    orientation: isHorizontal ? 'HORIZONTAL' : 'VERTICAL',
    barsArrangement: colour ? 'STACKED' : 'CLUSTERED',
    sortConfiguration: {
      categorySort: [
        { fieldSort: { fieldId: byMeasure ?? formatFieldId(visual, category), direction: byMeasure ? 'DESC' : 'ASC' } },
      ],
      ...(limit && { categoryItemsLimit: { itemsLimit: limit, otherCategories: 'EXCLUDE' } }),
    },
  };
}

function buildLineChart(visual: LineVisual): CfnDashboard.LineChartConfigurationProperty {
  const { category, measures, colour } = visual;
  return {
    fieldWells: {
      lineChartAggregatedFieldWells: {
        category: [buildDimensionField(visual, category)],
        values: measures.map((measure) => buildMeasureField(visual, measure)),
        ...(colour && { colors: [buildDimensionField(visual, colour)] }),
      },
    },
    type: 'LINE',
    sortConfiguration: {
      categorySort: [{ fieldSort: { fieldId: formatFieldId(visual, category), direction: 'ASC' } }],
    },
  };
}

function buildTable(visual: TableVisual): CfnDashboard.TableConfigurationProperty {
  const values = visual.columns.map((column) => ({
    fieldId: formatFieldId(visual, column),
    column: { dataSetIdentifier: visual.source, columnName: column },
  }));
  return { fieldWells: { tableUnaggregatedFieldWells: { values } } };
}

function buildDimensionField(visual: BarVisual | LineVisual, column: string): DimensionField {
  const field = {
    fieldId: formatFieldId(visual, column),
    column: { dataSetIdentifier: visual.source, columnName: column },
  };
  const type = getColumnType(visual.source, column);
  if (type === 'date') return { dateDimensionField: { ...field, dateGranularity: 'DAY' } };
  return type === 'text' ? { categoricalDimensionField: field } : { numericalDimensionField: field };
}

function buildMeasureField(visual: FigureVisual | BarVisual | LineVisual, measure: BiMeasure): MeasureField {
  const columnName = measure.weight ? formatWeightedName(measure) : measure.column;
  return {
    numericalMeasureField: {
      fieldId: formatFieldId(visual, formatMeasureName(measure)),
      column: { dataSetIdentifier: visual.source, columnName },
      // A weighted mean is already an aggregate.
      ...(!measure.weight && {
        aggregationFunction: { simpleNumericalAggregation: measure.aggregation.toUpperCase() },
      }),
      formatConfiguration: { formatConfiguration: FORMATS[measure.format] },
    },
  };
}

const formatMeasureName = ({ column, aggregation }: BiMeasure): string => `${column}.${aggregation}`;
const formatFieldId = ({ id }: Visual, name: string): string => `${id}.${name}`;

const formatDecimals = (decimalPlaces: number) => ({ decimalPlacesConfiguration: { decimalPlaces } });
const thousands = { separatorConfiguration: { thousandsSeparator: { symbol: 'COMMA', visibility: 'VISIBLE' } } };

const FORMATS: Record<BiMeasure['format'], CfnDashboard.NumericFormatConfigurationProperty> = {
  count: { numberDisplayFormatConfiguration: { ...formatDecimals(0), ...thousands } },
  money: { numberDisplayFormatConfiguration: { ...formatDecimals(0), ...thousands } },
  percent: { percentageDisplayFormatConfiguration: formatDecimals(1) },
  decimal: { numberDisplayFormatConfiguration: formatDecimals(3) },
};

/** Lists the weighted means of a visual with their sources. */
export function listWeightedFields(visual: Visual): { source: SourceName; measure: BiMeasure }[] {
  const measures = visual.kind === 'figure' ? [visual.measure] : visual.kind === 'table' ? [] : visual.measures;
  return measures.filter(({ weight }) => weight).map((measure) => ({ source: visual.source, measure }));
}
