/** The names and colours of a chart's series. Screen readers have them in the chart's table. */

interface LegendEntry {
  name: string;
  colour: string;
  isDashed?: boolean;
}

export function ChartLegend({ entries }: { entries: LegendEntry[] }) {
  return (
    <ul className="legend" aria-hidden="true">
      {entries.map(({ name, colour, isDashed }) => (
        <li key={name}>
          <span
            className={isDashed ? 'dashed' : ''}
            style={{ background: isDashed ? undefined : colour, borderColor: colour }}
          />
          {name}
        </li>
      ))}
    </ul>
  );
}
