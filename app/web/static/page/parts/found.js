// What the server knows of something, as it is at the newest revision.

import { useEffect, useState } from "preact/hooks";
import { dashboard, tell } from "../store/state.js";

const RETRY_MS = 2_000;

/**
 * The value that `load` finds for what is `wanted`, again after each change of the ledger; while it is waiting for another,
 * that of before. `load` is given what it found before for the same.
 */
export function useFound(wanted, load) {
  const [found, setFound] = useState({});
  const { revision } = dashboard.value;
  useEffect(() => {
    let over = false;
    const attempt = async () => {
      try {
        const value = await load(found.of === wanted ? found.value : null);
        if (!over) setFound({ value, of: wanted });
      } catch (failure) {
        if (over) return;
        tell(failure.message);
        setTimeout(() => over || attempt(), RETRY_MS);
      }
    };
    attempt();
    return () => (over = true);
  }, [wanted, revision]);
  return { value: found.value, isWaiting: found.of !== wanted };
}
