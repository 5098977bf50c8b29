//! The gateway, its worker, and in the demo the simulator, until told to stop.
use std::{net::TcpListener, num::NonZero, thread};

use anyhow::{Context, bail};
use tokio::signal::unix::{SignalKind, signal};

use super::{log, settings};
use crate::{app::App, config::Config, http, jobs, routes, schedule, seed, world::World};

pub async fn serve() -> anyhow::Result<()> {
    let config = settings()?;
    log::start(&config.log)?;
    let listener = TcpListener::bind(config.http.listen)
        .with_context(|| format!("http.listen (KABAO_HTTP__LISTEN) {}", config.http.listen))?;
    if config.is_demo() {
        simulator(&config)?;
    }
    let app = App::open(config, World::real()).await?;
    ready_database(&app).await?;

    let tasks = &app.tasks;
    for _ in 0..jobs::HANDS {
        tasks.spawn(jobs::work(app.clone(), schedule::all(), app.stop.clone()));
    }
    tasks.spawn(schedule::keep_house(app.clone()));
    tasks.spawn(http::keep_metrics(app.stop.clone()));
    let workers = thread::available_parallelism().map_or(2, NonZero::get);
    let server = http::serve(app.clone(), listener, routes::all, workers)?;
    let handle = server.handle();
    let stop = app.stop.clone();
    tokio::spawn(async move {
        told_to_stop().await;
        // First say that no more should come, then finish what has.
        stop.cancel();
        handle.stop(true).await;
    });
    if app.config.is_demo() {
        let app = app.clone();
        tasks.spawn(async move {
            let published = seed::publish_menu(&app).await;
            published.inspect_err(|no| tracing::warn!(%no, "the demo's menu was not published"))
        });
    }
    greet(&app.config);
    server.await?;
    tasks.close();
    tasks.wait().await;
    Ok(())
}

/// The demo prepares its own database; in production that is a step of its own.
async fn ready_database(app: &App) -> anyhow::Result<()> {
    if app.config.is_demo() {
        migration::up(&app.db).await?;
        if seed::demo(app).await? {
            seed::furnish(app).await?;
        }
        return Ok(());
    }
    match migration::pending(&app.db).await? {
        0 => Ok(()),
        waiting => bail!("{waiting} migrations are waiting: run `kabao migrate` first"),
    }
}

/// WeChat, played on this machine.
fn simulator(config: &Config) -> anyhow::Result<()> {
    let listener = TcpListener::bind(config.sandbox.listen).with_context(|| {
        format!("sandbox.listen (KABAO_SANDBOX__LISTEN) {}", config.sandbox.listen)
    })?;
    let server = seed::simulator(config)?.serve(listener)?;
    tokio::spawn(server);
    Ok(())
}

async fn told_to_stop() {
    let hear = |kind| signal(kind).map_err(|fault| tracing::error!(%fault, "no signals"));
    let (Ok(mut term), Ok(mut int)) =
        (hear(SignalKind::terminate()), hear(SignalKind::interrupt()))
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = term.recv() => (),
        _ = int.recv() => (),
    }
}

fn greet(config: &Config) {
    let gateway = format!("http://{}", config.http.listen);
    if !config.is_demo() {
        println!("kabao  {gateway}");
        return;
    }
    println!("\n  卡包 kabao");
    println!("  手机（微信模拟器）  http://{}/", config.sandbox.listen);
    println!("  收银台              {gateway}/till      工号 clerk  密码 kabao-demo  终端 T01");
    println!("  后台                {gateway}/office    账号 owner  密码 kabao-demo");
    println!("  接口文档            {gateway}/docs/\n");
}
