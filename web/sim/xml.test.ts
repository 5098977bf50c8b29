import { expect, test } from "vitest";
import { laidOut } from "./xml.ts";

test("XML gets a line for each field", () => {
  expect(laidOut("<xml><A><![CDATA[1 < 2]]></A><B><C>3</C><D></D></B></xml>")).toBe(
    "<xml>\n  <A><![CDATA[1 < 2]]></A>\n  <B>\n    <C>3</C>\n    <D></D>\n  </B>\n</xml>",
  );
});

test("JSON is indented and what is neither stays as it is", () => {
  expect(laidOut('{"a":1}')).toBe('{\n  "a": 1\n}');
  expect(laidOut("success")).toBe("success");
  expect(laidOut("{broken")).toBe("{broken");
});
