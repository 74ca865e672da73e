/** Turns dashboards of bi/dashboards.ts into a QuickSight definition: sheets, layout and filters. */
import type { CfnDashboard } from 'aws-cdk-lib/aws-quicksight';
import type { SourceName } from '../../../bi/views.ts';
import { type BiDashboard, listSources, type Visual } from '../../../bi/visuals.ts';
import { buildVisual, formatWeightedExpression, formatWeightedName, listWeightedFields } from './visuals.ts';

/** QuickSight's grid has 36 columns. */
const COLUMNS = 36;
const FIGURE = { columnSpan: 12, rowSpan: 5 };
const CHART = { columnSpan: 18, rowSpan: 12 };
const TABLE = { columnSpan: COLUMNS, rowSpan: 12 };

/**
 * Builds the definition of a dashboard or analysis with one sheet for each dashboard.
 * @param dataSetArn returns the ARN of a source's data set
 */
export function buildDashboardDefinition(
  dashboards: readonly BiDashboard[],
  dataSetArn: (source: SourceName) => string,
): CfnDashboard.DashboardVersionDefinitionProperty {
  const sources = [...new Set(dashboards.flatMap(listSources))];
  return {
    dataSetIdentifierDeclarations: sources.map((source) => ({ identifier: source, dataSetArn: dataSetArn(source) })),
    calculatedFields: buildCalculatedFields(dashboards.flatMap(({ visuals }) => visuals)),
    sheets: dashboards.map(buildSheet),
    filterGroups: dashboards.flatMap(buildFilterGroups),
  };
}

function buildCalculatedFields(visuals: readonly Visual[]): CfnDashboard.CalculatedFieldProperty[] {
  const fields = visuals.flatMap(listWeightedFields).map(({ source, measure }) => ({
    dataSetIdentifier: source,
    name: formatWeightedName(measure),
    expression: formatWeightedExpression(measure),
  }));
  return [...new Map(fields.map((field) => [`${field.dataSetIdentifier} ${field.name}`, field])).values()];
}

function buildSheet(dashboard: BiDashboard): CfnDashboard.SheetDefinitionProperty {
  const { id, title, visuals, choice } = dashboard;
  return {
    sheetId: id,
    name: title,
    contentType: 'INTERACTIVE',
    visuals: visuals.map(buildVisual),
    layouts: [
      {
        configuration: {
          gridLayout: {
            elements: layOutVisuals(visuals),
            canvasSizeOptions: {
              screenCanvasSizeOptions: { resizeOption: 'FIXED', optimizedViewPortWidth: '1600px' },
            },
          },
        },
      },
    ],
    ...(choice && {
      filterControls: [
        {
          dropdown: {
            filterControlId: `${id}-choice`,
            sourceFilterId: `${id}-chosen`,
            title: choice.label,
            type: 'SINGLE_SELECT',
          },
        },
      ],
      sheetControlLayouts: [
        {
          configuration: {
            gridLayout: {
              elements: [{ elementId: `${id}-choice`, elementType: 'FILTER_CONTROL', columnSpan: 6, rowSpan: 2 }],
            },
          },
        },
      ],
    }),
  };
}

/** Places visuals row by row, from the left. */
function layOutVisuals(visuals: readonly Visual[]): CfnDashboard.GridLayoutElementProperty[] {
  let [column, row, height] = [0, 0, 0];
  return visuals.map(({ id, kind }) => {
    const { columnSpan, rowSpan } = kind === 'figure' ? FIGURE : kind === 'table' ? TABLE : CHART;
    if (column + columnSpan > COLUMNS || (height > 0 && rowSpan !== height))
      [column, row, height] = [0, row + height, 0];
    const element = { elementId: id, elementType: 'VISUAL', columnIndex: column, rowIndex: row, columnSpan, rowSpan };
    column += columnSpan;
    height = Math.max(height, rowSpan);
    return element;
  });
}

/** Filters of single visuals, and the reader's choice for all visuals of a source. */
function buildFilterGroups({ id, visuals, choice }: BiDashboard): CfnDashboard.FilterGroupProperty[] {
  const fixed = visuals.flatMap((visual) =>
    (visual.filters ?? []).map(({ column, values }) =>
      buildFilterGroup(
        `${visual.id}-${column.replaceAll('_', '-')}`,
        { sheet: id, visualIds: [visual.id] },
        visual.source,
        column,
        values,
      ),
    ),
  );
  if (!choice) return fixed;
  const visualIds = visuals.filter(({ source }) => source === choice.source).map((visual) => visual.id);
  const scope = { sheet: id, visualIds };
  return [...fixed, buildFilterGroup(`${id}-chosen`, scope, choice.source, choice.column, [choice.initial])];
}

function buildFilterGroup(
  filterId: string,
  { sheet, visualIds }: { sheet: string; visualIds: string[] },
  source: SourceName,
  columnName: string,
  categoryValues: readonly string[],
): CfnDashboard.FilterGroupProperty {
  return {
    filterGroupId: `${filterId}-group`,
    crossDataset: 'SINGLE_DATASET',
    status: 'ENABLED',
    scopeConfiguration: {
      selectedSheets: {
        sheetVisualScopingConfigurations: [{ sheetId: sheet, scope: 'SELECTED_VISUALS', visualIds }],
      },
    },
    filters: [
      {
        categoryFilter: {
          filterId,
          column: { dataSetIdentifier: source, columnName },
          configuration: {
            filterListConfiguration: { matchOperator: 'CONTAINS', categoryValues: [...categoryValues] },
          },
        },
      },
    ],
  };
}
