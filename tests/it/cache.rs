//! The cache behaves the same in memory and in Redis, and does little harm when Redis is gone.
use std::{
    net::TcpListener,
    time::{Duration, Instant},
};

use kabao::cache::Cache;
use tokio::{task::JoinSet, task::yield_now, time::timeout};

use crate::town::cache_url;

const LONG: Duration = Duration::from_secs(3600);
/// Long enough to be seen, short enough to be waited for.
const SHORT: Duration = Duration::from_millis(300);

async fn cache() -> Cache {
    Cache::open(&cache_url().await).unwrap()
}

/// Wait until a key has expired.
async fn expired(cache: &Cache, key: &str) {
    let gone = async {
        while cache.get(key).await.is_some() {
            yield_now().await;
        }
    };
    timeout(Duration::from_secs(10), gone).await.expect("it never expires");
}

#[tokio::test]
async fn what_is_set_is_found_until_it_is_forgotten() {
    let cache = cache().await;
    assert_eq!(cache.get("k").await, None);
    cache.set("k", "你好 👋", LONG).await;
    assert_eq!(cache.get("k").await.as_deref(), Some("你好 👋"));
    cache.set("k", "", LONG).await;
    assert_eq!(cache.get("k").await.as_deref(), Some(""));
    cache.forget("k").await;
    assert_eq!(cache.get("k").await, None);
    cache.forget("k").await;
    assert!(cache.alive().await);
}

#[tokio::test]
async fn an_entry_lives_as_long_as_it_was_given_when_it_was_set() {
    let cache = cache().await;
    let begun = Instant::now();
    cache.set("renewed", "a", SHORT).await;
    cache.set("renewed", "b", LONG).await;
    cache.set("shortened", "a", LONG).await;
    cache.set("shortened", "b", SHORT).await;
    assert_eq!(cache.get("shortened").await.as_deref(), Some("b"));
    expired(&cache, "shortened").await;
    assert!(begun.elapsed() >= SHORT);
    assert_eq!(cache.get("renewed").await.as_deref(), Some("b"));
}

#[tokio::test]
async fn of_many_who_claim_one_is_granted_until_the_claim_expires() {
    let cache = cache().await;
    let claims: JoinSet<bool> = (0..50)
        .map(|n| {
            let cache = cache.clone();
            async move { cache.claim("k", &n.to_string(), SHORT).await }
        })
        .collect();
    let granted = claims.join_all().await.into_iter().filter(|granted| *granted).count();
    assert_eq!(granted, 1);
    expired(&cache, "k").await;
    assert!(cache.claim("k", "again", SHORT).await);
    assert_eq!(cache.get("k").await.as_deref(), Some("again"));
}

#[tokio::test]
async fn a_count_begins_anew_when_its_window_ends_however_often_it_was_counted() {
    let cache = cache().await;
    let counts: JoinSet<u64> = (0..50)
        .map(|_| {
            let cache = cache.clone();
            async move { cache.count("k", LONG).await }
        })
        .collect();
    let mut counted = counts.join_all().await;
    counted.sort();
    assert_eq!(counted, (1..=50).collect::<Vec<_>>());

    let begun = Instant::now();
    assert_eq!(cache.count("short", SHORT).await, 1);
    let begins_anew = async {
        let mut last = 1;
        loop {
            match cache.count("short", SHORT).await {
                1 => break last,
                n => assert_eq!(n, last + 1),
            }
            last += 1;
            yield_now().await;
        }
    };
    let counted =
        timeout(Duration::from_secs(10), begins_anew).await.expect("counting prolongs it");
    assert!(counted > 1 && begun.elapsed() >= SHORT, "{counted} in {:?}", begun.elapsed());
}

/// All that may be asked, and how long it took to be answered.
async fn without_redis(url: &str) -> Duration {
    let cache = Cache::open(url).unwrap();
    let begun = Instant::now();
    cache.set("k", "v", LONG).await;
    assert_eq!(cache.get("k").await, None);
    assert!(cache.claim("k", "v", LONG).await && cache.claim("k", "v", LONG).await);
    assert_eq!((cache.count("k", LONG).await, cache.count("k", LONG).await), (1, 1));
    cache.forget("k").await;
    assert!(!cache.alive().await);
    begun.elapsed()
}

#[tokio::test]
async fn a_redis_that_is_gone_finds_nothing_grants_all_and_costs_little_f8() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = format!("redis://{}", listener.local_addr().unwrap());
    drop(listener);
    let took = without_redis(&nobody).await;
    assert!(took < Duration::from_secs(3), "{took:?}");
}

#[tokio::test]
async fn a_redis_that_says_nothing_costs_little_f9() {
    // Connections are accepted by the kernel and never answered.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let took = without_redis(&format!("redis://{}", silent.local_addr().unwrap())).await;
    assert!(took < Duration::from_secs(3), "{took:?}");
}

#[test]
fn only_known_kinds_of_cache_open() {
    for wrong in ["", "memory", "http://127.0.0.1", "127.0.0.1:6379"] {
        assert!(Cache::open(wrong).is_err(), "{wrong}");
    }
}
