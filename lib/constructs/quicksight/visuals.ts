/** Turns visuals of bi/dashboards.ts into QuickSight visuals. */
import type { CfnDashboard } from 'aws-cdk-lib/aws-quicksight';
import {
  type BarVisual,
  type BiMeasure,
  type FigureVisual,
  getColumnType,
  type LineVisual,
  type TableVisual,
  type Visual,
} from '../../../bi/dashboards.ts';
import type { SourceName } from '../../../bi/views.ts';

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
          ...named(visual),
          chartConfiguration: { fieldWells: { values: [measureOf(visual, visual.measure)] } },
        },
      };
    case 'bars':
      return { barChartVisual: { ...named(visual), chartConfiguration: bars(visual) } };
    case 'lines':
      return { lineChartVisual: { ...named(visual), chartConfiguration: lines(visual) } };
    case 'table':
      return { tableVisual: { ...named(visual), chartConfiguration: listing(visual) } };
  }
}

const named = ({ id, title }: Visual) => ({
  visualId: id,
  title: { visibility: 'VISIBLE', formatText: { plainText: title } },
});

function bars(visual: BarVisual): CfnDashboard.BarChartConfigurationProperty {
  const { category, measures, colour, order, limit, isHorizontal } = visual;
  const [first] = measures;
  const byMeasure = order === 'measure' && first ? fieldId(visual, measureName(first)) : undefined;
  return {
    fieldWells: {
      barChartAggregatedFieldWells: {
        category: [dimensionOf(visual, category)],
        values: measures.map((measure) => measureOf(visual, measure)),
        ...(colour && { colors: [dimensionOf(visual, colour)] }),
      },
    },
    orientation: isHorizontal ? 'HORIZONTAL' : 'VERTICAL',
    barsArrangement: colour ? 'STACKED' : 'CLUSTERED',
    sortConfiguration: {
      categorySort: [
        { fieldSort: { fieldId: byMeasure ?? fieldId(visual, category), direction: byMeasure ? 'DESC' : 'ASC' } },
      ],
      ...(limit && { categoryItemsLimit: { itemsLimit: limit, otherCategories: 'EXCLUDE' } }),
    },
  };
}

function lines(visual: LineVisual): CfnDashboard.LineChartConfigurationProperty {
  const { category, measures, colour } = visual;
  return {
    fieldWells: {
      lineChartAggregatedFieldWells: {
        category: [dimensionOf(visual, category)],
        values: measures.map((measure) => measureOf(visual, measure)),
        ...(colour && { colors: [dimensionOf(visual, colour)] }),
      },
    },
    type: 'LINE',
    sortConfiguration: { categorySort: [{ fieldSort: { fieldId: fieldId(visual, category), direction: 'ASC' } }] },
  };
}

function listing(visual: TableVisual): CfnDashboard.TableConfigurationProperty {
  const values = visual.columns.map((column) => ({
    fieldId: fieldId(visual, column),
    column: { dataSetIdentifier: visual.source, columnName: column },
  }));
  return { fieldWells: { tableUnaggregatedFieldWells: { values } } };
}

function dimensionOf(visual: BarVisual | LineVisual, column: string): DimensionField {
  const at = { fieldId: fieldId(visual, column), column: { dataSetIdentifier: visual.source, columnName: column } };
  const type = getColumnType(visual.source, column);
  if (type === 'date') return { dateDimensionField: { ...at, dateGranularity: 'DAY' } };
  return type === 'text' ? { categoricalDimensionField: at } : { numericalDimensionField: at };
}

function measureOf(visual: FigureVisual | BarVisual | LineVisual, measure: BiMeasure): MeasureField {
  const columnName = measure.weight ? formatWeightedName(measure) : measure.column;
  return {
    numericalMeasureField: {
      fieldId: fieldId(visual, measureName(measure)),
      column: { dataSetIdentifier: visual.source, columnName },
      // A weighted mean is already an aggregate.
      ...(!measure.weight && {
        aggregationFunction: { simpleNumericalAggregation: measure.aggregation.toUpperCase() },
      }),
      formatConfiguration: { formatConfiguration: FORMATS[measure.format] },
    },
  };
}

const measureName = ({ column, aggregation }: BiMeasure): string => `${column}.${aggregation}`;
const fieldId = ({ id }: Visual, name: string): string => `${id}.${name}`;

const decimals = (decimalPlaces: number) => ({ decimalPlacesConfiguration: { decimalPlaces } });
const thousands = { separatorConfiguration: { thousandsSeparator: { symbol: 'COMMA', visibility: 'VISIBLE' } } };

const FORMATS: Record<BiMeasure['format'], CfnDashboard.NumericFormatConfigurationProperty> = {
  count: { numberDisplayFormatConfiguration: { ...decimals(0), ...thousands } },
  money: { numberDisplayFormatConfiguration: { ...decimals(0), ...thousands } },
  percent: { percentageDisplayFormatConfiguration: decimals(1) },
  decimal: { numberDisplayFormatConfiguration: decimals(3) },
};

/** Lists the weighted means of a visual with their sources. */
export function listWeightedFields(visual: Visual): { source: SourceName; measure: BiMeasure }[] {
  const measures = visual.kind === 'figure' ? [visual.measure] : visual.kind === 'table' ? [] : visual.measures;
  return measures.filter(({ weight }) => weight).map((measure) => ({ source: visual.source, measure }));
}
