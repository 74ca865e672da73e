/** The hook that tells whether an element scrolls sideways, so that it can say so. */
import { type RefObject, useLayoutEffect, useState } from 'react';

/** Whether an element is narrower than its content, so that it scrolls sideways. */
export function useIsCut(frame: RefObject<HTMLElement | null>): boolean {
  const [isCut, setCut] = useState(false);
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const measure = () => setCut(element.scrollWidth > element.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame]);
  return isCut;
}
