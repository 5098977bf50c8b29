import { signIn } from "./core/auth";

App({
  onLaunch() {
    // What fails here is asked for again by the first page, which can say so.
    signIn().catch(() => undefined);
  },
});
