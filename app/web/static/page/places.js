// The places of the page. Adding one is a line here, and its path in app/web/pages.py.

import { accountAt } from "./parts/accounts.js";

/** Each with the key that follows g, the outline of its sign and its module; what is `within` it has a name of its own. */
export const PLACES = [
  {
    path: "/",
    name: "Dashboard",
    key: "d",
    sign: "M4 11l8-7 8 7v9h-5v-6H9v6H4z",
    load: () => import("./places/dashboard.js"),
  },
  {
    path: "/transactions",
    name: "Transactions",
    key: "t",
    sign: "M4 6h16M4 12h16M4 18h10",
    load: () => import("./places/transactions.js"),
  },
  {
    path: "/budget",
    name: "Budget",
    key: "b",
    sign: "M12 3v9h9a9 9 0 1 1-9-9zM16 3.5A9 9 0 0 1 20.5 8H16z",
    load: () => import("./places/budget.js"),
  },
  {
    path: "/bills",
    name: "Bills",
    key: "l",
    sign: "M6 3h12v18l-3-2-3 2-3-2-3 2zM9 8h6M9 12h6",
    load: () => import("./places/bills.js"),
  },
  {
    path: "/forecast",
    name: "Forecast",
    key: "r",
    sign: "M4 17l5-6 4 3 7-8M15 6h5v5",
    load: () => import("./places/forecast.js"),
  },
  {
    path: "/accounts",
    name: "Accounts",
    key: "a",
    sign: "M3 9l9-5 9 5zM5 9v9M10 9v9M14 9v9M19 9v9M3 20h18",
    within: (path) => accountAt(path)?.name,
    load: () => import("./places/accounts.js"),
  },
  {
    path: "/goals",
    name: "Goals",
    key: "o",
    sign: "M6 21V4h12l-3 4.5 3 4.5H6",
    load: () => import("./places/goals.js"),
  },
  {
    path: "/finny",
    name: "Finny",
    key: "f",
    sign: "M4 5h16v11h-9l-5 4v-4H4z",
    load: () => import("./places/finny.js"),
  },
  {
    path: "/settings",
    name: "Settings",
    key: "s",
    sign: "M4 8h9M17 8h3M4 16h3M11 16h9M15 5.5v5M9 13.5v5",
    load: () => import("./places/settings.js"),
  },
];

/** The place at a path, or around it, if there is one. */
export function placeAt(path) {
  return PLACES.find((place) => place.path === path || (place.within && path.startsWith(`${place.path}/`)));
}

/** What stands above the contents of a path. */
export function titleAt(path) {
  const place = placeAt(path);
  return place.within?.(path) ?? place.name;
}

/** The module of a place; it stays on the place, so that it is drawn at once the next time. */
export async function load(place) {
  place.module = await place.load();
  return place.module;
}
