import { expect, test } from "vitest";
import { contrast, inkOver, parseColour, READABLE, readableWith, type Rgb } from "./colour";

const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];

test("contrast runs from 1 to 21 and has no direction", () => {
  expect(contrast(WHITE, WHITE)).toBeCloseTo(1);
  expect(contrast(BLACK, WHITE)).toBeCloseTo(21);
  expect(contrast(WHITE, BLACK)).toBeCloseTo(21);
  expect(contrast([119, 119, 119], WHITE)).toBeCloseTo(4.48, 2);
});

test("any colour becomes readable against any other", () => {
  const values = [0, 64, 128, 192, 255];
  const colours = values.flatMap((red) => values.flatMap((green) => values.map((blue): Rgb => [red, green, blue])));
  for (const against of colours)
    for (const colour of colours) expect(contrast(readableWith(against, colour), against)).toBeGreaterThanOrEqual(READABLE);
});

test("a colour that can be read already stays as the merchant chose it", () => {
  expect(readableWith(WHITE, [143, 44, 79])).toEqual([143, 44, 79]);
});

test("a rosy card has white ink and a golden one dark ink", () => {
  expect(inkOver([217, 87, 126], [143, 44, 79])).toEqual(WHITE);
  expect(inkOver([245, 215, 142], [217, 164, 65])).not.toEqual(WHITE);
});

test("only #rrggbb is a colour", () => {
  expect(parseColour("#C2456b")).toEqual([194, 69, 107]);
  for (const text of ["", "red", "#fff", "#12345g", "url(x)", "#1234567"]) expect(parseColour(text)).toBeUndefined();
});
