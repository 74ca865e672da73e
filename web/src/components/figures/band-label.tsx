/** A risk band with its colour, and the colour alone for charts. Band A has the lowest risk. */

const LAST_COLOURED_BAND = 'E';

export function BandLabel({ band }: { band: string }) {
  return (
    <span className="band">
      <span className={`swatch ${getBandClassName(band)}`} aria-hidden="true" />
      {band}
    </span>
  );
}

export function getBandClassName(band: string): string {
  return `band-${getColouredBand(band)}`;
}

export function getBandColour(band: string): string {
  return `var(--band-${getColouredBand(band)})`;
}

/** `a` to `e`. Bands after E, which a policy can have, share the colour of E. */
function getColouredBand(band: string): string {
  const letter = band.toUpperCase().charAt(0);
  if (letter < 'A') return 'a';
  return (letter > LAST_COLOURED_BAND ? LAST_COLOURED_BAND : letter).toLowerCase();
}
