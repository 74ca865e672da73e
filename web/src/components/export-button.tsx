/** A small button that downloads what it stands by. */
import { sharedTexts } from '../texts/shared.ts';

interface ExportButtonProps {
  /** The title of what is downloaded. */
  what: string;
  format: string;
  download: () => void;
}

export function ExportButton({ what, format, download }: ExportButtonProps) {
  return (
    <button type="button" className="export" aria-label={sharedTexts.exports.download(what, format)} onClick={download}>
      {format}
    </button>
  );
}
