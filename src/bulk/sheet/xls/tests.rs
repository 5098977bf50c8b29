use super::*;

#[test]
fn a_packed_number_is_what_it_was() {
    for (rk, number) in [
        (0x3ff0_0000, 1.0),
        (0x0000_0006, 1.0),
        (0x0000_04d3, 3.08),
        (0xffff_fffe, -1.0),
        (0x405e_d001, 1.2325),
    ] {
        assert_eq!(packed(rk), number, "{rk:x}");
    }
}

#[test]
fn a_string_goes_on_in_the_next_record_with_a_width_of_its_own() {
    let head = [0; 8];
    let first = [&head[..], &[4, 0, 0, b'a', b'b']].concat();
    let second = [1, 0x0f, 0x5c, 0x8e, 0x7f, 1, 0, 0, b'z'];
    assert_eq!(shared(&[&first, &second]), Ok(vec!["ab小美".to_owned(), "z".to_owned()]));
    // Cut short: what is whole is kept.
    assert_eq!(shared(&[&first, &second[..3]]), Ok(vec![]));
    assert_eq!(shared(&[&first]), Ok(vec![]));
}

#[test]
fn a_format_that_shows_a_day_is_known() {
    for (format, day) in [
        ("yyyy-mm-dd", true),
        ("yyyy\"年\"m\"月\"d\"日\"", true),
        ("General", false),
        ("0.00_ ", false),
        ("[Red]0.00", false),
        ("\"day\"0", false),
        ("h:mm:ss", false),
    ] {
        assert_eq!(shows_day(format), day, "{format}");
    }
}

#[test]
fn nothing_that_a_file_says_is_too_much_g7() {
    let record = |kind: u16, data: &[u8]| {
        [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat()
    };
    let begin = record(kind::BOF, &[0, 6, 5, 0]);
    for stream in [
        vec![],
        vec![9],
        record(kind::BOF, &[0, 5]),
        [begin.clone(), record(kind::FILE_PASS, &[1, 0])].concat(),
        begin.clone(),
    ] {
        let book = globals(&stream);
        assert!(book.is_err() || book.is_ok_and(|book| book.sheet.is_none()));
    }
    // A million strings that a record claims, and none are there.
    let claim = record(kind::SST, &[0xff; 8]);
    let book = globals(&[begin, claim].concat()).expect("globals");
    assert!(book.strings.is_empty());
}
