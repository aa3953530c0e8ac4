/** How numbers are written in a claim's words: the page gives it, so that dictionaries know no page. Types only. */
export interface Numbers {
  /** With so many decimals, 2 unless it is said. */
  fixed(value: number, digits?: number): string;
  /** The same with its sign. */
  signed(value: number, digits?: number): string;
  /** A share as whole percent. */
  percent(value: number): string;
  /** 334,234. */
  large(value: number): string;
  money(value: number): string;
}
