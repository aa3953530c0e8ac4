/** Keeps an element at least as tall as it has been at its width, so that other contents move nothing below it. */
import { useEffect, useRef, type RefObject } from 'react';

export function useSteadyHeight<Element extends HTMLElement>(): RefObject<Element | null> {
  const ref = useRef<Element>(null);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    let width = element.offsetWidth;
    let frame = 0;
    const keep = () => {
      const other = element.offsetWidth !== width;
      width = element.offsetWidth;
      element.style.minHeight = other ? '' : `${element.offsetHeight}px`;
    };
    const observer = new ResizeObserver(() => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(keep);
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      cancelAnimationFrame(frame);
    };
  }, []);
  return ref;
}
