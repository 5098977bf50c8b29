import type { Problem } from "../../core/problem";

/** Why a button did not do what it says, in words a member understands. */
Component({
  properties: {
    problem: { type: Object, value: null as unknown as Problem },
  },
});
