// The browser tests: the real gateway, the real pages, a real Chromium. Needs `make web` and
// `cargo build` to have run; KABAO_BIN names another binary, KABAO_CHROMIUM another browser.
import "./stories/join.mjs";
import "./stories/till.mjs";
import "./stories/bind.mjs";
import "./stories/coupons.mjs";
import "./stories/till-sale.mjs";
import "./stories/till-value.mjs";
import "./stories/till-more.mjs";
import "./stories/till-network.mjs";
import "./stories/office.mjs";
import "./stories/staff.mjs";
import "./stories/two-factor.mjs";
import "./stories/approval.mjs";
import "./stories/day.mjs";
import "./stories/bulk.mjs";
import "./stories/books.mjs";
import "./stories/care.mjs";
import "./stories/bound.mjs";
import "./stories/mini.mjs";
import "./stories/hers.mjs";
import "./stories/herself.mjs";
import "./stories/weather.mjs";
import "./stories/trouble.mjs";
import "./stories/hostile.mjs";
import "./stories/parting.mjs";
import "./stories/quiet.mjs";
