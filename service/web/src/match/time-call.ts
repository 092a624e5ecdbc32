/** Seconds left that are called out to whoever does not see the clock, and for how many seconds a call stands. */
const CALLS = [120, 60, 30, 15] as const;
const CALL_SECONDS = 4;

/** The call to hear at so many seconds left; `null` between two of them. */
export function timeCallOf(seconds: number): number | null {
  return CALLS.find((call) => seconds <= call && seconds > call - CALL_SECONDS) ?? null;
}
