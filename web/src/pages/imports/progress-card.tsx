/** How far something is, as a bar, in words, and for screen readers at every tenth. */
import { Card } from '../../components/card.tsx';
import { importTexts } from '../../texts/cases/imports.ts';

const { progress: texts } = importTexts;

interface ProgressCardProps {
  title: string;
  note?: string;
  /** 0 to 1; undefined while it is not known. */
  share: number | undefined;
  /** What has been done, in words. */
  text: string;
}

export function ProgressCard({ title, note, share, text }: ProgressCardProps) {
  const tenths = share === undefined ? undefined : Math.floor(share * 10) * 10;
  return (
    <Card title={title} note={note}>
      <progress className="progress" aria-label={title} max={1} value={share} />
      <p className="dim">{text}</p>
      <p className="unseen" role="status">
        {tenths === undefined ? texts.working(title) : texts.percent(title, tenths)}
      </p>
    </Card>
  );
}
