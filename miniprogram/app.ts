import { signIn } from "./core/auth";
import { discard } from "./core/exported";

App({
  onLaunch() {
    // A program that was ended has closed no page.
    discard();
    // What fails here is asked for again by the first page, which can say so.
    signIn().catch(() => undefined);
  },
});
