//! The house rules that a compiler cannot see.
use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
};

/// Words with an address: the files or folders of `src` that may say them.
const ADDRESSES: &[(&str, &[&str])] = &[
    ("actix_web", &["http", "routes"]),
    ("sea_orm", &["rows", "app", "engine", "error"]),
    ("redis::", &["cache"]),
    ("println!", &["command"]),
];

/// How many cases each chapter of the threat model has.
const CASES: &[(char, u32)] =
    &[('a', 20), ('b', 16), ('c', 14), ('d', 14), ('e', 24), ('f', 25), ('g', 19)];

/// More than fits into one head.
const LONGEST: usize = 400;

#[test]
fn every_file_keeps_to_its_floor_and_its_subject() {
    let src = root().join("src");
    let house = fs::read_to_string(src.join("lib.rs")).unwrap();
    let floors = floors(&house);
    let floor = |room: &str| {
        let found = floors.iter().position(|floor| *floor == room);
        found.unwrap_or_else(|| panic!("{room} is not in lib.rs"))
    };
    let mut wrong = vec![];
    for file in sources(&src) {
        let text = fs::read_to_string(&file).unwrap();
        let path = file.strip_prefix(&src).unwrap().with_extension("");
        let place: Vec<&str> = path.iter().map(|part| part.to_str().unwrap()).collect();
        let floor_here = floor(place[0]);

        for room in rooms_used(&text).filter(|room| floor(room) < floor_here) {
            wrong.push(format!("{}: reaches up to `{room}`", path.display()));
        }
        for (word, homes) in ADDRESSES {
            if text.contains(word) && !place.iter().any(|part| homes.contains(part)) {
                wrong.push(format!("{}: says `{word}`", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_file_fits_into_one_head() {
    let crates = ["src", "entity", "migration", "sandbox", "wechat", "tests", "benches"];
    let files = crates.iter().flat_map(|part| sources(&root().join(part)));
    let lines = |file: &PathBuf| fs::read_to_string(file).unwrap().lines().count();
    let long: Vec<_> =
        files.map(|file| (lines(&file), file)).filter(|(n, _)| *n > LONGEST).collect();
    assert!(long.is_empty(), "{long:#?}");
}

/// A name is a sentence that is said once; at its end may stand the case it presses.
#[test]
fn every_test_has_a_name_of_its_own_and_presses_a_case_that_exists() {
    let mut seen = HashSet::new();
    for file in sources(&root().join("tests")) {
        let text = fs::read_to_string(&file).unwrap();
        for name in tests(&text) {
            assert!(seen.insert(name.to_owned()), "{}: {name} is twice", file.display());
            let Some((chapter, number)) = case(name) else { continue };
            let known =
                CASES.iter().any(|(c, last)| *c == chapter && (1..=*last).contains(&number));
            assert!(known, "{name}: there is no case {chapter}{number}");
        }
    }
    assert!(seen.len() > 30, "tests are found: {}", seen.len());
}

/// Codes are part of the API, so the page of them is of this very house.
#[test]
fn every_refusal_is_on_the_page_that_is_checked_in() {
    let page = fs::read_to_string(root().join("docs/ERRORS.md")).unwrap();
    assert_eq!(page, kabao::command::errors_page(), "run `make contract`");
    let listed = fs::read_to_string(root().join("src/command/errors.rs")).unwrap();
    for file in sources(&root().join("src")) {
        let text = fs::read_to_string(&file).unwrap();
        let rooms = text
            .lines()
            .filter_map(|line| line.trim().strip_prefix("pub enum ")?.strip_suffix(" {"));
        for room in rooms.filter(|room| room.ends_with("Refusal")) {
            assert!(listed.contains(&format!("{room}::DOCUMENTED")), "{room} is not on the page");
        }
    }
}

/// Money, points and growth are whole numbers of their smallest unit from the row to the receipt.
#[test]
fn nothing_that_counts_money_or_points_is_a_fraction_of_a_machine_p10() {
    let rooms = ["ledger", "points", "stored_value", "pos", "level", "coupon", "merge", "proof"];
    let folders = rooms.map(|room| format!("src/{room}"));
    let folders = folders.iter().map(String::as_str).chain(["entity/src", "migration/src"]);
    let files: Vec<_> = folders.flat_map(|folder| sources(&root().join(folder))).collect();
    assert!(files.len() > 150, "files are found: {}", files.len());
    let fractional = |file: &PathBuf| {
        let text = fs::read_to_string(file).unwrap();
        let mut words = text.split(|c: char| !c.is_alphanumeric());
        let columns = [".float(", ".double(", "ColumnType::Float", "ColumnType::Double"];
        columns.iter().any(|column| text.contains(column))
            || words.any(|word| ["f32", "f64"].contains(&word))
    };
    let wrong: Vec<_> = files.into_iter().filter(fractional).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Waiting for something to have happened is a guess; waiting for it to happen is not.
#[test]
fn no_test_sleeps() {
    let said = concat!("sleep", "(");
    let sleepy = |file: &PathBuf| fs::read_to_string(file).unwrap().contains(said);
    let asleep: Vec<_> = sources(&root().join("tests")).into_iter().filter(sleepy).collect();
    assert!(asleep.is_empty(), "{asleep:#?}");
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// From the top down, in the order of `lib.rs`: a file uses its own room and those below it.
fn floors(house: &str) -> Vec<&str> {
    let rooms = house.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    ["main", "lib"].into_iter().chain(rooms).collect()
}

/// All Rust files below a folder, which may be missing.
fn sources(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).into_iter().flatten().map(|entry| entry.unwrap().path());
    let found = entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] });
    found.filter(|path| path.extension().is_some_and(|kind| kind == "rs")).collect()
}

/// `a` in `crate::a::B`; `a` and `d` in `use crate::{a::{B, C}, d};`.
fn rooms_used(text: &str) -> impl Iterator<Item = &str> {
    let uses = text.split("crate::").skip(1).map(|used| used.split(';').next().unwrap());
    let rooms = uses.flat_map(|used| match used.strip_prefix('{') {
        None => vec![first_word(used)],
        Some(group) => {
            let mut depth = 0;
            let parts = group.split(move |c| {
                depth += i32::from(c == '{') - i32::from(c == '}');
                c == ',' && depth == 0
            });
            parts.map(first_word).collect()
        }
    });
    // `crate::refusals!` in a macro, or the comma before a closing brace.
    rooms.filter(|room| !room.is_empty())
}

fn first_word(text: &str) -> &str {
    text.trim_start().split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap()
}

/// The functions that follow a `test]` attribute.
fn tests(text: &str) -> impl Iterator<Item = &str> {
    let attributes = text.split("test]\n").skip(1);
    attributes.filter_map(|rest| rest.split_once("fn ").map(|(_, name)| first_word(name)))
}

/// `('a', 13)` of `it_is_stored_a13`.
fn case(name: &str) -> Option<(char, u32)> {
    let last = name.rsplit('_').next()?;
    let chapter = last.chars().next().filter(|first| ('a'..='g').contains(first))?;
    Some((chapter, last[chapter.len_utf8()..].parse().ok()?))
}
