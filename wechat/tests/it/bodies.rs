//! The one reader of bodies: what it takes exactly, what it forgives, what it refuses.
use wechat::{Fields, Malformed};

fn parse(body: &str) -> Result<Fields, Malformed> {
    Fields::parse(body.as_bytes())
}

fn content(body: &str) -> Option<String> {
    parse(body).ok()?.text("Content")
}

fn said(text: &str) -> String {
    format!("<xml><Content><![CDATA[{text}]]></Content></xml>")
}

#[test]
fn text_is_trimmed_and_cdata_is_taken_exactly() {
    for (body, expected) in [
        ("<xml><Content>  a &amp; b &#20320;&#x597d; </Content></xml>", "a & b 你好"),
        ("<xml><Content> <![CDATA[ a &amp; <b> ]]> </Content></xml>", " a &amp; <b> "),
        ("<xml><Content><![CDATA[a\r\nb]]></Content></xml>", "a\r\nb"),
        ("<xml><Content><![CDATA[]]></Content></xml>", ""),
        ("<xml><Content/></xml>", ""),
        (
            "\u{feff}<?xml version='1.0' encoding='UTF-8'?>\n<xml><!-- - --><Content>1</Content></xml>",
            "1",
        ),
        (r#"{"Content": 1}"#, "1"),
        ("{\"Content\": \"\\u4f60\\ud83c\\udf89\"}", "你🎉"),
    ] {
        assert_eq!(content(body).as_deref(), Some(expected), "{body}");
    }
}

#[test]
fn elements_inside_an_element_are_an_object_and_repeated_ones_an_array() {
    let xml = parse("<xml><A><L><T>1</T></L><L><T>2</T></L></A><B><L><T>1</T></L></B></xml>");
    let json = parse(r#"{"A":{"L":[{"T":"1"},{"T":"2"}]},"B":{"L":{"T":"1"}}}"#);
    assert_eq!(xml, json);
    assert!(xml.is_ok());
}

#[test]
fn a_cdata_terminator_that_a_user_typed_is_text() {
    for text in ["]]>", "a]]>b", "]]>]]>", "a]]> </b>", "<![CDATA[x]]>y", "]]></Contents>", "x]]"] {
        assert_eq!(content(&said(text)).as_deref(), Some(text), "raw");
        let split = said(&text.replace("]]>", "]]]]><![CDATA[>"));
        assert_eq!(content(&split).as_deref(), Some(text), "split");
        let ours = Fields::new().with("Content", text).to_xml();
        assert_eq!(content(&ours).as_deref(), Some(text), "ours");
    }
}

#[test]
fn a_user_cannot_forge_a_field_a10() {
    let push = |text: &str| {
        format!(
            "<xml><FromUserName>oUser</FromUserName><Content><![CDATA[{text}]]></Content></xml>"
        )
    };
    for (text, why) in [
        (
            "]]></Content><FromUserName>oThief</FromUserName><Content><![CDATA[",
            Malformed::Duplicate,
        ),
        ("]]></Content><Event>CLICK</Event><Content><![CDATA[", Malformed::Duplicate),
        ("]]></Content><Event><![CDATA[CLICK", Malformed::Syntax),
        ("]]></Content><Event><Content><![CDATA[CLICK", Malformed::Syntax),
        ("]]></Content></xml><xml><Content><![CDATA[", Malformed::Root),
        ("]]></Content></xml><!--", Malformed::Syntax),
    ] {
        assert_eq!(parse(&push(text)), Err(why), "{text}");
    }
}

#[test]
fn document_types_and_other_encodings_are_refused_a9() {
    let laughs =
        r#"<!DOCTYPE xml [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><xml><Content>&b;</Content></xml>"#;
    for body in [
        laughs,
        "<!DOCTYPE xml SYSTEM 'file:///etc/passwd'><xml></xml>",
        "<!DOCTYPE xml [<!ENTITY % p SYSTEM 'http://127.0.0.1/'>%p;]><xml></xml>",
        "<?xml version='1.0'?><!DOCTYPE xml><xml></xml>",
        "<xml><!DOCTYPE xml></xml>",
    ] {
        assert_eq!(parse(body), Err(Malformed::Doctype), "{body}");
    }
    for entity in ["&b;", "&xxe;", "&nbsp;", "&#0;", "&#xD800;", "&#x110000;", "&;"] {
        let body = format!("<xml><Content>{entity}</Content></xml>");
        assert_eq!(parse(&body), Err(Malformed::Syntax), "{entity}");
    }
    for encoding in ["UTF-16", "GBK", "gb2312", "utf-7"] {
        let body = format!("<?xml version='1.0' encoding='{encoding}'?><xml></xml>");
        assert_eq!(parse(&body), Err(Malformed::Encoding), "{encoding}");
    }
    let utf16: Vec<u8> = "\u{feff}<xml/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(Fields::parse(&utf16), Err(Malformed::Encoding));
    assert_eq!(parse("<?xml-stylesheet href='x'?><xml></xml>"), Err(Malformed::Syntax));
}

#[test]
fn a_name_said_twice_is_refused_a10() {
    let twice = "<xml><FromUserName>a</FromUserName><FromUserName>b</FromUserName></xml>";
    for body in [twice, r#"{"FromUserName":"a","FromUserName":"b"}"#, "<xml><E/><E/></xml>"] {
        assert_eq!(parse(body), Err(Malformed::Duplicate), "{body}");
    }
}

#[test]
fn anything_but_one_xml_element_is_refused_a10() {
    for body in ["", " ", "hello", "<html></html>", "<XML></XML>", "<xml/><xml/>", "<xml></xml>x"] {
        assert_eq!(parse(body), Err(Malformed::Root), "{body}");
    }
    for body in [
        "<xml>",
        "<xml></b></xml>",
        "<xml><a></xml>",
        "<xml>text</xml>",
        "<xml><a>text<b/></a></xml>",
        "<xml><a>text<![CDATA[more]]></a></xml>",
        "<xml><a><![CDATA[never ends</a></xml>",
        "<xml><![CDATA[x]]></xml>",
        "{",
        r#"{"a":1}{"a":2}"#,
        r#"{"a":1,}"#,
        "[1]",
    ] {
        assert!(matches!(parse(body), Err(Malformed::Syntax | Malformed::Root)), "{body}");
    }
}

#[test]
fn depth_and_size_have_bounds_a10() {
    let nested =
        |inner: usize| format!("<xml>{}{}</xml>", "<a>".repeat(inner), "</a>".repeat(inner));
    assert!(parse(&nested(7)).is_ok());
    assert_eq!(parse(&nested(8)), Err(Malformed::TooDeep));
    assert_eq!(parse(&nested(10_000)), Err(Malformed::TooLarge));
    let wide = |count: usize| {
        let leaves: String = (0..count).map(|at| format!("<a{at}/>")).collect();
        format!("<xml>{leaves}</xml>")
    };
    assert!(parse(&wide(511)).is_ok());
    assert_eq!(parse(&wide(512)), Err(Malformed::TooLarge));
    let list = |count: usize| format!(r#"{{"a":[{}0]}}"#, "0,".repeat(count - 1));
    assert!(parse(&list(510)).is_ok());
    assert_eq!(parse(&list(511)), Err(Malformed::TooLarge));
    let deep = |inner: usize| format!(r#"{{"a":{}{}}}"#, "[".repeat(inner), "]".repeat(inner));
    assert!(parse(&deep(7)).is_ok());
    assert_eq!(parse(&deep(8)), Err(Malformed::TooDeep));
    assert_eq!(parse(&deep(1_000)), Err(Malformed::Syntax));
}

#[test]
fn odd_characters_are_stored_exactly_or_refused_a13() {
    let nickname = "会".repeat(10_000);
    for text in ["🎉👨‍👩‍👧", "\u{200d}", "\u{202e}gnp.exe", "\u{feff}", "e\u{301}", &nickname]
    {
        assert_eq!(content(&said(text)).as_deref(), Some(text));
        let json = Fields::new().with("Content", text).to_json();
        assert_eq!(content(&json).as_deref(), Some(text));
    }
    assert_eq!(parse(&said("a\0b")), Err(Malformed::Nul));
    assert_eq!(parse(r#"{"Content":"a\u0000b"}"#), Err(Malformed::Nul));
    assert_eq!(parse(r#"{"List":[{"Content":"a\u0000b"}]}"#), Err(Malformed::Nul));
    assert_eq!(parse(r#"{"Content":"\ud800"}"#), Err(Malformed::Syntax));
    for bytes in [&b"<xml><Content>\xff</Content></xml>"[..], b"{\"Content\":\"\xed\xa0\x80\"}"] {
        assert_eq!(Fields::parse(bytes), Err(Malformed::Encoding));
    }
}

#[test]
fn what_is_written_is_read_back_without_the_characters_xml_lacks() {
    let text = "a<b>&amp;]]>\t\u{1}\u{8}中";
    let fields = Fields::new().with("Content", text).with("Scale", 15);
    let read = parse(&fields.to_xml()).expect("our own XML");
    assert_eq!(read.text("Content").as_deref(), Some("a<b>&amp;]]>\t中"));
    assert_eq!(read.number("Scale"), Ok(15));
    assert_eq!(parse(&fields.to_json()), Ok(fields));
}

/// Every byte in turn is lost, cut off at, or made another: it is read or refused, and what is read
/// can be said again.
#[test]
fn no_mutation_of_a_body_is_more_than_refused_a13() {
    let xml = "<?xml version='1.0'?><xml><To> <![CDATA[gh_1]]> </To><Content><![CDATA[会]]>员\u{1f389}]]>\
               </Content><A><L>&amp;1</L><L/></A></xml>";
    let json = r#"{"To":"gh_1","Content":"会\ud83c\udf89","A":{"L":["&1",""]},"MsgId":7}"#;
    let (mut read, mut refused) = (0, 0);
    for body in [xml.as_bytes(), json.as_bytes()] {
        assert!(Fields::parse(body).is_ok());
        for at in 0..body.len() {
            let (before, after) = (&body[..at], &body[at + 1..]);
            let made = b"<>]&/\"\\{\0\xff ".map(|byte| [before, &[byte], after].concat());
            for mutant in made.into_iter().chain([before.to_vec(), [before, after].concat()]) {
                match Fields::parse(&mutant) {
                    Ok(fields) => {
                        assert_eq!(parse(&fields.to_json()), Ok(fields), "byte {at}");
                        read += 1;
                    }
                    Err(_) => refused += 1,
                }
            }
        }
    }
    assert!(read > 100 && refused > 1_000, "{read} read, {refused} refused");
}
