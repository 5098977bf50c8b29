import { useChoice } from "../choices";
import { coupons } from "./api";

/** The newest coupon templates, for what gives coupons. */
export const templates = useChoice(async () => (await coupons({})).items);
