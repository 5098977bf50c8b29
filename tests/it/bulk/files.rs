//! Files that other programs have written, and files that nobody should.
use std::io::{Cursor, Write};

use entity::member;
use sea_orm::entity::prelude::*;
use serde_json::json;
use zip::{ZipWriter, write::SimpleFileOptions};

use super::{codes, upload};
use crate::{counter::fresh, people::Shop};

/// Six megabytes of nothing in a few thousand bytes.
pub fn bomb() -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(vec![]));
    archive.start_file("xl/worksheets/sheet1.xml", SimpleFileOptions::default()).unwrap();
    archive.write_all(&vec![b' '; 6 * 1024 * 1024]).unwrap();
    archive.finish().unwrap().into_inner()
}

/// Five rows: a number as a phone and a day, texts, a blank one, a phone once more, a formula's text.
/// `13800000001` in number cells, `1990-02-28` in a day cell or as text.
#[tokio::test]
async fn what_openpyxl_xlwt_and_libreoffice_write_comes_in_reg_12() {
    for (name, file) in [
        ("OPX", &include_bytes!("../sheets/openpyxl.xlsx")[..]),
        ("XLWT", &include_bytes!("../sheets/xlwt.xls")[..]),
        ("LO", &include_bytes!("../sheets/libreoffice.xlsx")[..]),
        ("LO", &include_bytes!("../sheets/libreoffice.xls")[..]),
    ] {
        let shop = Shop::open().await;
        let owner = shop.owner().await;
        let done = upload(&owner, &fresh("import"), file, false).await;
        assert_eq!(done.status, 200, "{name}: {}", done.text);
        assert_eq!(
            (&done.body["rows"], &done.body["fine"]),
            (&json!(4), &json!(3)),
            "{name}: {}",
            done.text
        );
        assert_eq!(codes(&done), [(5, "row_phone_twice".to_owned())], "{name}");
        let members = member::Entity::find().all(&shop.town.app.db).await.unwrap();
        let first = members.iter().find(|member| member.number == format!("{name}-1")).unwrap();
        assert_eq!(first.name.as_deref(), Some("王小美"), "{name}");
        assert_eq!(first.birthday.as_deref(), Some("1990-02-28"), "{name}");
        let second = members.iter().find(|member| member.number == format!("{name}-2")).unwrap();
        assert_eq!(second.birthday.as_deref(), Some("2020-02-29"), "{name}");
    }
}

#[tokio::test]
async fn a_long_xls_has_all_its_rows_reg_13() {
    let shop = Shop::open().await;
    let owner = shop.owner().await;
    let file = include_bytes!("../sheets/long.xls");
    let tried = upload(&owner, &fresh("import"), file, true).await;
    assert_eq!((tried.status, tried.body["fine"].as_i64()), (200, Some(1000)), "{}", tried.text);
}
