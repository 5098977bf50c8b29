//! One-time codes: sent once, guessed at five times, used once.
use std::{
    net::{IpAddr, Ipv4Addr},
    sync::{Arc, Mutex},
    time::Duration,
};

use actix_web::{HttpResponse, post};
use entity::{ids::MerchantId, merchant, sms_code, values::Phone};
use futures_util::{StreamExt, future::join_all, stream};
use kabao::{
    app::{App, Tx},
    cache::Cache,
    error::{ChangeRefusal, Error, Result},
    http::Body,
    jobs::{self, Known},
    sms::{self, Ask, Check, Proof},
    world::World,
};
use sea_orm::EntityTrait;
use sms_code::Purpose;

use crate::town::{Plan, Town};

/// What the pretend vendor was given: phone and text.
static INBOX: Mutex<Vec<(String, String)>> = Mutex::new(vec![]);

#[derive(serde::Deserialize)]
struct Given {
    phone: String,
    text: String,
}

/// A vendor that keeps what it is given, and breaks down afterwards for numbers that begin with 199.
#[utoipa::path(responses((status = 200)))]
#[post("/sms/send")]
async fn vendor(Body(given): Body<Given>) -> HttpResponse {
    let broken = given.phone.starts_with("199");
    INBOX.lock().unwrap().push((given.phone, given.text));
    if broken { HttpResponse::BadGateway() } else { HttpResponse::Ok() }.finish()
}

/// A town whose gateway sends its messages to its own door.
async fn town() -> (Town, MerchantId) {
    let mut town = Town::with(Plan {
        nodes: 2,
        routes: |cfg| {
            cfg.service(vendor);
        },
        ..Default::default()
    })
    .await;
    let address = town.nodes[0].address.clone();
    town.app = with_vendor(&town.app, address);
    let merchant = shop(&town.app, "好孕妈咪").await;
    (town, merchant)
}

fn with_vendor(app: &App, address: String) -> App {
    let mut config = app.config.as_ref().clone();
    config.wechat.api_base = address;
    App { config: Arc::new(config), ..app.clone() }
}

async fn shop(app: &App, name: &str) -> MerchantId {
    let (_, sealed_key) = app.master.make(&app.world).unwrap();
    let row = merchant::Model {
        id: app.world.id(),
        slug: app.world.id::<MerchantId>().to_string(),
        name: name.to_owned(),
        theme: String::new(),
        sealed_key,
        code_prefix: "88".to_owned(),
        phone_unique: true,
        default_level_wechat: app.world.id(),
        default_level_till: app.world.id(),
        created_at: app.world.now(),
    };
    async fn insert(tx: &Tx, _: &World, row: merchant::Model) -> Result<()> {
        kabao::merchant::insert(tx, row).await
    }
    let id = row.id;
    app.transact(insert, row).await.unwrap();
    id
}

/// The inbox is everybody's: each test has phones of its own.
fn phone(number: &str) -> Phone {
    Phone::parse(number).unwrap()
}

fn ask(merchant: MerchantId, phone: &Phone) -> Ask {
    Ask {
        merchant,
        phone: phone.clone(),
        purpose: Purpose::Register,
        asked_by: "ses_a".to_owned(),
        source: IpAddr::from([192, 0, 2, 1]),
    }
}

fn check(merchant: MerchantId, phone: &Phone, code: &str) -> Check {
    Check {
        merchant,
        phone: phone.clone(),
        purpose: Purpose::Register,
        asked_by: "ses_a".to_owned(),
        code: code.to_owned(),
    }
}

async fn deliver(app: &App) -> usize {
    jobs::run_due(app, &[Known::job::<sms::Deliver>()]).await.unwrap()
}

fn messages(phone: &Phone) -> Vec<String> {
    let inbox = INBOX.lock().unwrap();
    let to_it = inbox.iter().filter(|(to, _)| to == phone.reveal());
    to_it.map(|(_, text)| text.clone()).collect()
}

/// The code of the last message to a phone.
fn code(phone: &Phone) -> String {
    let text = messages(phone).pop().expect("a message");
    let digits = text.chars().filter(char::is_ascii_digit).take(6);
    digits.collect()
}

fn wrong(code: &str) -> &'static str {
    if code == "000000" { "111111" } else { "000000" }
}

/// The code of a refusal, or `done`.
fn word<T>(outcome: Result<T>) -> &'static str {
    match outcome {
        Ok(_) => "done",
        Err(no) => no.code().unwrap_or_else(|| panic!("{no}")),
    }
}

async fn consume(tx: &Tx, world: &World, proof: Proof) -> Result<()> {
    sms::consume(tx, world, &proof).await
}

async fn consume_and_fail(tx: &Tx, world: &World, proof: Proof) -> Result<()> {
    sms::consume(tx, world, &proof).await?;
    Err(ChangeRefusal::Raced.into())
}

#[tokio::test]
async fn of_two_hundred_who_ask_for_one_phone_one_is_sent_a_code_c1() {
    let (town, merchant) = town().await;
    let phone = phone("13800010001");
    let sends = (0..200).map(|n| {
        let app = town.nodes[n % 2].app.clone();
        let ask = ask(merchant, &phone);
        tokio::spawn(async move { sms::send(&app, ask).await })
    });
    let outcomes: Vec<_> =
        join_all(sends).await.into_iter().map(|sent| word(sent.unwrap())).collect();
    assert_eq!(outcomes.iter().filter(|word| **word == "done").count(), 1);
    assert_eq!(outcomes.iter().filter(|word| **word == "sms_too_soon").count(), 199);
    assert_eq!((deliver(&town.app).await, deliver(&town.app).await), (1, 0));
    let [text] = &messages(&phone)[..] else { panic!("one message") };
    let sent = code(&phone);
    assert_eq!(*text, format!("【好孕妈咪】您的验证码是 {sent}，5 分钟内有效，请勿告诉他人。"));
}

#[tokio::test]
async fn a_phone_is_sent_five_codes_an_hour_whatever_else_is_lost_c1_c12() {
    let (town, merchant) = town().await;
    let phone = phone("13800010002");
    for n in 0..5 {
        let mut ask = ask(merchant, &phone);
        ask.asked_by = format!("ses_{n}");
        let sent = sms::send(&town.app, ask).await.unwrap();
        assert_eq!((sent.retry_after_s, sent.expires_in_s), (60, 300));
        assert_eq!(sent.phone_masked, "138****0002");
        assert_eq!(
            word(sms::send(&town.nodes[1].app, self::ask(merchant, &phone)).await),
            "sms_too_soon"
        );
        town.advance(Duration::from_secs(60));
    }
    let refused = sms::send(&town.app, ask(merchant, &phone)).await;
    let Err(Error::Refused(no)) = refused else { panic!("a refusal") };
    assert_eq!(no.problem().1, "sms_limit");
    assert_eq!(no.fields()["retry_after_s"], 55 * 60);
    town.advance(Duration::from_secs(55 * 60));
    assert_eq!(word(sms::send(&town.app, ask(merchant, &phone)).await), "done");
}

#[tokio::test]
async fn an_address_and_an_asker_have_their_own_limits_c2() {
    let (town, merchant) = town().await;
    for n in 0..21 {
        let mut ask = ask(merchant, &phone(&format!("138000200{n:02}")));
        ask.asked_by = format!("ses_{n}");
        let expected = if n < 20 { "done" } else { "sms_limit" };
        assert_eq!(word(sms::send(&town.app, ask).await), expected, "{n} from one address");
    }
    for n in 0..6u8 {
        let phone = phone(&format!("138000210{n:02}"));
        let other =
            Ask { source: IpAddr::V4(Ipv4Addr::new(198, 51, 100, n)), ..ask(merchant, &phone) };
        let expected = if n < 5 { "done" } else { "sms_limit" };
        assert_eq!(word(sms::send(&town.app, other).await), expected, "{n} by one asker");
        let till = Ask {
            purpose: Purpose::TillRegister,
            asked_by: "trm_a".to_owned(),
            ..ask(merchant, &phone)
        };
        let till = Ask { source: IpAddr::V4(Ipv4Addr::new(203, 0, 113, n)), ..till };
        town.advance(Duration::from_secs(60));
        assert_eq!(word(sms::send(&town.app, till).await), "done", "{n} at one till");
    }
}

#[tokio::test]
async fn of_a_thousand_wrong_guesses_five_are_compared_c6() {
    let (town, merchant) = town().await;
    let phone = phone("13800010003");
    sms::send(&town.app, ask(merchant, &phone)).await.unwrap();
    deliver(&town.app).await;
    let right = code(&phone);
    let guesses = (0..1000).map(|n| {
        let app = town.nodes[n % 2].app.clone();
        let check = check(merchant, &phone, wrong(&right));
        tokio::spawn(async move { sms::check(&app, check).await })
    });
    // A hundred under way at any time: more would only show how long a connection is waited for.
    let outcomes: Vec<_> = stream::iter(guesses)
        .buffer_unordered(100)
        .map(|guess| word(guess.unwrap()))
        .collect()
        .await;
    assert_eq!(outcomes.iter().filter(|word| **word == "sms_code_wrong").count(), 5);
    assert_eq!(outcomes.iter().filter(|word| **word == "sms_code_gone").count(), 995);
    assert_eq!(word(sms::check(&town.app, check(merchant, &phone, &right)).await), "sms_code_gone");
}

#[tokio::test]
async fn a_new_code_replaces_the_old_and_buys_no_new_guesses_c7() {
    let (town, merchant) = town().await;
    let phone = phone("13800010004");
    for _ in 0..3 {
        sms::send(&town.app, ask(merchant, &phone)).await.unwrap();
        deliver(&town.app).await;
        let right = code(&phone);
        for _ in 0..5 {
            let guess = check(merchant, &phone, wrong(&right));
            assert_eq!(word(sms::check(&town.app, guess).await), "sms_code_wrong");
        }
        town.advance(Duration::from_secs(60));
    }
    assert_eq!(word(sms::send(&town.app, ask(merchant, &phone)).await), "sms_limit");
    town.advance(Duration::from_secs(3600));
    sms::send(&town.app, ask(merchant, &phone)).await.unwrap();
    deliver(&town.app).await;
    let old = code(&phone);
    town.advance(Duration::from_secs(60));
    let other = Ask { asked_by: "ses_b".to_owned(), ..ask(merchant, &phone) };
    sms::send(&town.app, other).await.unwrap();
    assert_eq!(word(sms::check(&town.app, check(merchant, &phone, &old)).await), "sms_code_gone");
}

#[tokio::test]
async fn a_code_is_good_for_what_it_was_asked_for_and_five_minutes_c8() {
    let (town, merchant) = town().await;
    let elsewhere = shop(&town.app, "别家").await;
    let (one, two) = (phone("13800010005"), phone("13800010006"));
    sms::send(&town.app, ask(merchant, &one)).await.unwrap();
    deliver(&town.app).await;
    let code = code(&one);
    let right = || check(merchant, &one, &code);
    for (other, expected) in [
        (Check { merchant: elsewhere, ..right() }, "sms_code_gone"),
        (Check { phone: two, ..right() }, "sms_code_gone"),
        (Check { purpose: Purpose::Bind, ..right() }, "sms_code_gone"),
        (Check { asked_by: "ses_b".to_owned(), ..right() }, "sms_code_gone"),
        (Check { code: "  ".to_owned(), ..right() }, "sms_code_needed"),
        (Check { code: format!(" {code} "), ..right() }, "done"),
    ] {
        assert_eq!(word(sms::check(&town.app, other).await), expected);
    }
    town.advance(Duration::from_secs(299));
    assert_eq!(word(sms::check(&town.app, right()).await), "done");
    town.advance(Duration::from_secs(1));
    assert_eq!(word(sms::check(&town.app, right()).await), "sms_code_gone");
}

/// A node whose cache was emptied.
fn forgetful(app: &App) -> App {
    App { cache: Cache::open("memory:").unwrap(), ..app.clone() }
}

#[tokio::test]
async fn a_lost_cache_opens_nothing_and_loses_no_code_c12() {
    let (town, merchant) = town().await;
    let phone = phone("13800010017");
    sms::send(&town.app, ask(merchant, &phone)).await.unwrap();
    deliver(&town.app).await;
    let again = sms::send(&forgetful(&town.app), ask(merchant, &phone)).await;
    assert_eq!(again.err().and_then(|no| no.code()), Some("sms_too_soon"));
    let code = code(&phone);
    let wrong = format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000);
    for _ in 0..4 {
        let guess = sms::check(&forgetful(&town.app), check(merchant, &phone, &wrong)).await;
        assert_eq!(word(guess), "sms_code_wrong");
    }
    let right = || check(merchant, &phone, &code);
    assert_eq!(word(sms::check(&forgetful(&town.app), right()).await), "done", "the fifth");
    assert_eq!(word(sms::check(&forgetful(&town.app), right()).await), "sms_code_gone");
}

#[tokio::test]
async fn of_fifty_who_show_the_right_code_one_uses_it_c9() {
    let (town, merchant) = town().await;
    let phone = phone("13800010007");
    sms::send(&town.app, ask(merchant, &phone)).await.unwrap();
    deliver(&town.app).await;
    let code = code(&phone);
    let uses = (0..50).map(|n| {
        let app = town.nodes[n % 2].app.clone();
        let check = check(merchant, &phone, &code);
        tokio::spawn(async move {
            let proof = sms::check(&app, check).await?;
            app.transact(consume, proof).await
        })
    });
    let outcomes: Vec<_> =
        join_all(uses).await.into_iter().map(|used| word(used.unwrap())).collect();
    assert_eq!(outcomes.iter().filter(|word| **word == "done").count(), 1);
    assert_eq!(outcomes.iter().filter(|word| **word == "sms_code_gone").count(), 49);
}

#[tokio::test]
async fn what_fails_leaves_its_code_good_c9() {
    let (town, merchant) = town().await;
    let phone = phone("13800010008");
    sms::send(&town.app, ask(merchant, &phone)).await.unwrap();
    deliver(&town.app).await;
    let proof = sms::check(&town.app, check(merchant, &phone, &code(&phone))).await.unwrap();
    assert_eq!(word(town.app.transact(consume_and_fail, proof.clone()).await), "raced");
    assert_eq!(word(town.app.transact(consume, proof.clone()).await), "done");
    assert_eq!(word(town.app.transact(consume, proof).await), "sms_code_gone");
}

#[tokio::test]
async fn a_message_that_may_have_gone_is_not_sent_again_c5() {
    let (town, merchant) = town().await;
    let phone = phone("19900010009");
    sms::send(&town.app, ask(merchant, &phone)).await.unwrap();
    assert_eq!(deliver(&town.app).await, 1);
    town.advance(Duration::from_secs(120));
    assert_eq!(deliver(&town.app).await, 0);
    assert_eq!(messages(&phone).len(), 1);
}

#[tokio::test]
async fn a_message_that_reached_nobody_is_sent_later_while_its_code_is_good() {
    let (town, merchant) = town().await;
    let (late, too_late) = (phone("13800010010"), phone("13800010011"));
    sms::send(&town.app, ask(merchant, &late)).await.unwrap();
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let deaf = with_vendor(&town.app, format!("http://{nobody}"));
    assert_eq!(deliver(&deaf).await, 0);
    town.advance(Duration::from_secs(5));
    assert_eq!(deliver(&town.app).await, 1);
    assert_eq!(messages(&late).len(), 1);
    sms::send(&town.app, ask(merchant, &too_late)).await.unwrap();
    town.advance(Duration::from_secs(300));
    assert_eq!(deliver(&town.app).await, 1);
    assert!(messages(&too_late).is_empty());
}

#[tokio::test]
async fn a_code_and_a_phone_are_nowhere_in_the_database_c11() {
    let (town, merchant) = town().await;
    let phone = phone("13800010012");
    sms::send(&town.app, ask(merchant, &phone)).await.unwrap();
    let job = entity::job::Entity::find().one(&town.app.db).await.unwrap().unwrap();
    deliver(&town.app).await;
    let row = sms_code::Entity::find().one(&town.app.db).await.unwrap().unwrap();
    let kept = format!("{row:?} {job:?} {}", String::from_utf8_lossy(&row.phone_sealed));
    assert!(!kept.contains(&code(&phone)) && !kept.contains(phone.reveal()), "{kept}");
}
