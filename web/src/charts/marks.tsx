/** Vertical lines with a label over a chart, such as the cut-offs of a policy. */
import { DefaultZIndexes, usePlotArea, ZIndexLayer } from 'recharts';
import { DASHES, LABEL_STYLE } from './chart-style.ts';

export interface Mark {
  label: string;
  /** Position along the x axis, 0 to 1. */
  share: number;
}

const LINE_HEIGHT_PIXELS = 14;
/** Right of this share a label stands to the left of its line. */
const TURN_SHARE = 0.6;

/** Drawn inside a Recharts chart. Labels stand below each other, so that close lines stay readable. */
export function Marks({ marks }: { marks: readonly Mark[] }) {
  const plot = usePlotArea();
  if (!plot) return null;
  return (
    <ZIndexLayer zIndex={DefaultZIndexes.label}>
      {marks.map(({ label, share }, index) => {
        const x = plot.x + share * plot.width;
        const isTurned = share > TURN_SHARE;
        return (
          <g key={label} className="chart-mark">
            <line
              x1={x}
              x2={x}
              y1={plot.y}
              y2={plot.y + plot.height}
              stroke="var(--text)"
              strokeWidth={1.5}
              strokeDasharray={DASHES}
            />
            <text
              {...LABEL_STYLE}
              fill="var(--text)"
              fontWeight={600}
              stroke="var(--surface)"
              strokeWidth={3}
              paintOrder="stroke"
              x={isTurned ? x - 5 : x + 5}
              y={plot.y + 10 + index * LINE_HEIGHT_PIXELS}
              textAnchor={isTurned ? 'end' : 'start'}
            >
              {label}
            </text>
          </g>
        );
      })}
    </ZIndexLayer>
  );
}
