import { look } from "../../core/theme";
import { store } from "../../core/store";
import type { Card, Theme } from "../../core/types";

/** A member card in its merchant's colours. */
Component({
  properties: {
    card: { type: Object, value: null as unknown as Card },
    merchant: { type: String, value: "" },
    owner: { type: String, value: "" },
    theme: { type: Object, value: null as unknown as Theme },
  },
  data: { colours: "" },
  observers: {
    theme(theme: Theme | null) {
      this.setData({ colours: look(theme ?? store.me?.merchant.theme) });
    },
  },
});
