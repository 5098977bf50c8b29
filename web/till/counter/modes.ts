import type { Desk, Place } from "./desk";
import type { Mode } from "./mode";
import { holdModes } from "./hold-modes";
import { payModes } from "./pay-modes";
import { returnModes } from "./return-modes";
import { saleModes } from "./sale-modes";
import { serviceModes } from "./service-modes";

const MODES: Record<Place, (desk: Desk) => Mode> = { ...saleModes, ...payModes, ...returnModes, ...serviceModes, ...holdModes };

/** What the box, the arrows and the keys mean just now. */
export const modeOf = (desk: Desk): Mode => MODES[desk.place.value](desk);
