// The period and the number of periods as they stand in an address: ?month=2026-10, ?period=2026-10-09 for the
// first day of another one, ?on=2026-10-12 for one of its days, or ?days=2026-10-03..2026-10-09.

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
const WAYS = [
  ["period", "id"],
  ["on", "on"],
];
const DAYS = /^(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)$/;

/** The paths of the places whose figures are of one period. */
export const OF_A_PERIOD = new Set(["/", "/budget", "/bills"]);

/** The numbers of periods that the trend can show; the first if no other is named. */
export const COUNTS = [6, 12, 24];

/** The period that a query names, as a PeriodInput; null is the current one. */
export function periodIn(query) {
  const month = query.get("month");
  if (MONTH.test(month)) return { month };
  for (const [name, way] of WAYS) if (DAY.test(query.get(name))) return { [way]: query.get(name) };
  const [, start, end] = DAYS.exec(query.get("days")) ?? [];
  return start && start <= end ? { start, end } : null;
}

/** The number of periods that a query names. */
export function periodsIn(query) {
  const count = Number(query.get("periods"));
  return COUNTS.includes(count) ? count : COUNTS[0];
}

/** The query of a period and a number of periods, with its question mark; empty for what is shown by default. */
export function periodQuery(period, periods = COUNTS[0]) {
  const query = new URLSearchParams();
  if (period?.month) query.set("month", period.month);
  else if (period?.id) query.set("period", period.id);
  else if (period?.on) query.set("on", period.on);
  else if (period) query.set("days", `${period.start}..${period.end}`);
  if (periods !== COUNTS[0]) query.set("periods", periods);
  return query.size ? `?${query}` : "";
}
