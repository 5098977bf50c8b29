//! `kabao prove`, the real binary, as a script calls it.
use std::process::{Command, Output};

use entity::{account, proof::Entity};
use kabao::{app::App, proof::State, seed};
use sea_orm::entity::prelude::*;

use super::{books::Books, meddle, proven, told};
use crate::people::Shop;

/// Before the town's database.
fn prove(app: &App, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kabao"));
    command.arg("prove").args(more).env_remove("KABAO_CONFIG");
    command.env("KABAO_DATABASE__URL", &app.config.database.url);
    command.env("KABAO_CACHE__URL", "memory:").env("KABAO_LOG__FILTER", "error");
    command.output().unwrap()
}

/// Its answer to a script, and what it says to people.
fn said(done: &Output) -> (Option<i32>, Vec<String>, String) {
    let lines = String::from_utf8(done.stdout.clone()).unwrap();
    let lines = lines.lines().map(str::to_owned).collect();
    (done.status.code(), lines, String::from_utf8(done.stderr.clone()).unwrap())
}

#[tokio::test]
async fn the_command_fails_on_red_books_only_and_names_the_first_bad_entry_e22() {
    let shop = Shop::open().await;
    let books = Books::open(&shop).await;
    let app = &shop.town.app;
    let report = proven(&shop, &books).await;
    assert!(report.green, "{}", told(&report));
    for more in [&[][..], &["--merchant", seed::SLUG]] {
        let (code, lines, complaints) = said(&prove(app, more));
        assert_eq!((code, complaints.as_str()), (Some(0), ""), "{lines:#?}");
        assert!(lines[0].starts_with(seed::SLUG), "{lines:#?}");
        for finding in &report.findings {
            let mark = if finding.state == State::Green { '✓' } else { '–' };
            let line = format!("{mark} {:?} {}", finding.id, finding.title);
            assert!(lines.iter().any(|said| said.starts_with(&line)), "{line}: {lines:#?}");
        }
    }

    // One row.
    let how = "UPDATE entry SET balance_after = balance_after + 5 \
               WHERE asset = 'principal' AND book = 'card' AND seq = 2";
    meddle(&shop, how).await;
    let report = proven(&shop, &books).await;
    let bad = report.first_bad().expect("a red proof");
    let (code, lines, complaints) = said(&prove(app, &[]));
    assert_eq!((code, complaints.as_str()), (Some(1), ""), "{lines:#?}");
    let red: Vec<_> = lines.iter().filter(|line| line.starts_with('✗')).collect();
    assert_eq!(red.len(), 1, "{lines:#?}");
    let at = lines.iter().position(|line| line.starts_with("✗ I2 ")).expect("I2 is red");
    assert_eq!(lines[at + 1].trim(), bad.to_string());
    assert!(bad.name.starts_with("jnl_") && lines[at + 1].contains("应为"), "{lines:#?}");

    // It looks and touches nothing.
    assert_eq!(Entity::find().count(&app.db).await.unwrap(), 0);
    let frozen = account::Entity::find().filter(account::Column::FrozenAt.is_not_null());
    assert_eq!(frozen.count(&app.db).await.unwrap(), 0);
}

#[tokio::test]
async fn the_command_proves_no_merchant_that_there_is_not_e22() {
    let shop = Shop::open().await;
    let (code, lines, complaints) = said(&prove(shop.app(), &["--merchant", "nobody"]));
    assert_eq!(code, Some(1));
    assert_eq!(lines, Vec::<String>::new(), "no books are called green");
    assert_eq!(complaints, "✗ there is no merchant nobody\n");
}
