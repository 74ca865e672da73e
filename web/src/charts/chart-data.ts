/**
 * The rows of a chart as Recharts reads them: a label for the x axis, and a value for each series under `s0`, `s1`, ….
 */

interface ValueSeries<Row> {
  value: (row: Row) => number | null;
}

export function buildChartData<Row>(
  rows: readonly Row[],
  xLabel: (row: Row) => string,
  series: readonly ValueSeries<Row>[],
): Record<string, string | number | null>[] {
  return rows.map((row) => ({
    x: xLabel(row),
    ...Object.fromEntries(series.map(({ value }, index) => [getSeriesKey(index), value(row)])),
  }));
}

export function getSeriesKey(index: number): string {
  return `s${index}`;
}

/** Finds the series of a key that `getSeriesKey` returned. */
export function findSeries<Series>(series: readonly Series[], key: unknown): Series | undefined {
  return series[Number(String(key).slice(1))];
}
