/** What a scrolling box says about itself; pixels. */
export interface Box {
  readonly scrollTop: number;
  readonly clientHeight: number;
  readonly scrollHeight: number;
}

/** Who is this near to the end wants to see what comes. */
export const NEAR_END_PX = 80;

/** Whether the log follows its end: what comes may scroll it. Otherwise it stays where the reader put it. */
export function followsEnd({ scrollTop, clientHeight, scrollHeight }: Box): boolean {
  return scrollHeight - scrollTop - clientHeight <= NEAR_END_PX;
}
