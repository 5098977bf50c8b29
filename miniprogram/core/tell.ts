import { config } from "../config";

/** Asks whether news of this kind may be sent, from the tap that makes it worth having; an answer is not waited upon twice. */
export async function mayTell(kind: keyof typeof config.templates): Promise<void> {
  const tmplIds = config.templates[kind];
  if (tmplIds.length === 0) return;
  // Whatever is answered, and even where asking fails, what was tapped goes on.
  await wx.requestSubscribeMessage({ tmplIds }).catch(() => undefined);
}
