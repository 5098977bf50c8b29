//! Every endpoint of staff × whoever lacks its right: what the contract declares is what is asked.
use std::collections::BTreeSet;

use kabao::{http, operator::Right, routes};
use reqwest::Method;
use serde_json::{Value, json};

use super::{foreign::foreign, press, rows};
use crate::{
    hiring::{hired, role},
    people::Shop,
    staff::at_till,
    town::send,
};

/// Who comes by these has no session yet.
const OPEN: &[&str] = &["/v1/till/sign-in", "/v1/office/sign-in", "/v1/office/invites/accept"];

struct Endpoint {
    method: String,
    path: String,
    rights: Vec<Right>,
}

/// The endpoints of this door, with the rights that the contract says they take.
fn declared(door: &str) -> Vec<Endpoint> {
    let contract = serde_json::to_value(http::openapi(routes::all)).unwrap();
    let within = format!("/v1/{door}/");
    let mut found = vec![];
    for (path, item) in contract["paths"].as_object().unwrap() {
        if !path.starts_with(&within) || OPEN.contains(&path.as_str()) {
            continue;
        }
        for (method, said) in item.as_object().unwrap() {
            let said = &said["security"][0][door];
            assert!(said.is_array(), "{method} {path} declares no security of `{door}`");
            let rights = serde_json::from_value(said.clone()).unwrap();
            found.push(Endpoint { method: method.to_uppercase(), path: path.clone(), rights });
        }
    }
    found
}

async fn allow(shop: &Shop, id: &str, rights: &[Right]) {
    let owner = shop.owner().await;
    let body = json!({ "name": "几乎全部", "rights": rights });
    let changed = owner.ask(Method::PUT, &format!("/v1/office/roles/{id}")).json(&body);
    assert_eq!(send(changed).await.status, 204);
}

#[tokio::test]
async fn each_right_of_the_office_is_asked_for_where_the_contract_says_so_g1_adm_03() {
    let shop = Shop::open().await;
    let foreign = foreign(&shop).await;
    let owner = shop.owner().await;
    let made = json!({ "name": "几乎全部", "rights": Right::ALL });
    assert_eq!(owner.post_once("/v1/office/roles", "matrix", &made).await.status, 201);
    let id = role(&owner, "几乎全部").await["id"].as_str().unwrap().to_owned();
    let person = hired(&shop, "matrix", "2001", "几乎全部").await;
    let endpoints = declared("office");
    let asked: BTreeSet<Right> = endpoints.iter().flat_map(|one| one.rights.clone()).collect();
    assert!(asked.len() >= 12, "{asked:?}");
    for lacking in asked {
        let rest: Vec<Right> = Right::ALL.iter().copied().filter(|one| *one != lacking).collect();
        allow(&shop, &id, &rest).await;
        let before = rows(&shop).await;
        for Endpoint { method, path, .. } in
            endpoints.iter().filter(|one| one.rights.contains(&lacking))
        {
            let (address, body) = (foreign.path(path), foreign.body(path));
            // Who they are is remembered, and so is asked before what they send is read.
            assert_eq!(person.get("/v1/office/session").await.status, 200);
            let refused = press(&person, method, &address, &body).await;
            assert_eq!((refused.status, refused.code()), (403, "not_permitted"), "{method} {path}");
            assert_eq!(refused.body["right"], json!(lacking), "{method} {path}");
        }
        assert_eq!(rows(&shop).await, before, "{lacking:?}");
    }
}

#[tokio::test]
async fn each_right_of_the_till_is_asked_for_where_the_contract_says_so_g1_adm_03() {
    let shop = Shop::open().await;
    let foreign = foreign(&shop).await;
    let owner = shop.owner().await;
    let made = json!({ "name": "几乎全部", "rights": Right::ALL });
    assert_eq!(owner.post_once("/v1/office/roles", "matrix", &made).await.status, 201);
    let id = role(&owner, "几乎全部").await["id"].as_str().unwrap().to_owned();
    let person = hired(&shop, "matrix", "2001", "几乎全部").await;
    assert_eq!(at_till(&person, "matrix", crate::hiring::GOOD, "T01").await.status, 200);
    let nobody = shop.town.person();
    let rest: Vec<Right> = Right::ALL.iter().copied().filter(|one| *one != Right::Sell).collect();
    allow(&shop, &id, &rest).await;
    let before = rows(&shop).await;
    for Endpoint { method, path, rights } in declared("till") {
        // What takes more than that takes it from whoever is named, too.
        assert_eq!(rights, [Right::Sell], "{method} {path}: a till is for whoever sells");
        let (address, body) = (foreign.path(&path), foreign.body(&path));
        for who in [&nobody, &person] {
            let outside = press(who, &method, &address, &body).await;
            assert_eq!((outside.status, outside.code()), (401, "unauthenticated"), "{path}");
        }
    }
    assert_eq!(rows(&shop).await, before);
}

#[test]
fn every_endpoint_of_staff_declares_what_it_takes_g1() {
    for door in ["office", "till"] {
        assert!(declared(door).len() > 20, "{door}");
    }
    let contract: Value = serde_json::to_value(http::openapi(routes::all)).unwrap();
    let schemes = &contract["components"]["securitySchemes"];
    assert!(schemes["office"].is_object() && schemes["till"].is_object(), "{schemes}");
}
