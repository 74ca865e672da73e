/** The hook that tells whether an element scrolls sideways, so that it can say so. */
import { type RefObject, useLayoutEffect, useState } from 'react';

/** Of styles/tables.css. */
const CUT_CLASS = 'cut';

/** Whether an element is narrower than its content, so that it scrolls sideways. */
export function useIsCut(frame: RefObject<HTMLElement | null>): boolean {
  const [isCut, setCut] = useState(false);
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const measure = () => setCut(isWiderInside(element));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame]);
  return isCut;
}

/** Measures without the style of a cut element, which narrows a column: else the two states could alternate for ever. */
function isWiderInside(element: HTMLElement): boolean {
  const isMarked = element.classList.contains(CUT_CLASS);
  element.classList.remove(CUT_CLASS);
  const isWider = element.scrollWidth > element.clientWidth;
  element.classList.toggle(CUT_CLASS, isMarked);
  return isWider;
}
