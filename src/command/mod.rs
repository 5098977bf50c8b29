//! What the binary can be told to do.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "people read this")]
mod doctor;
mod errors;
mod log;
mod prove;
mod serve;

pub use doctor::doctor;
pub use errors::{errors, page as errors_page};
pub use prove::prove;
pub use serve::serve;

use std::process::ExitCode;

use anyhow::bail;

use crate::{app::App, config::Config, engine, http, routes, seed, world::World};

/// What went wrong, and because of what, in one line.
pub fn failed(fault: &anyhow::Error) -> ExitCode {
    eprintln!("✗ {fault:#}");
    ExitCode::FAILURE
}

/// The settings, or every problem with them on its own line.
fn settings() -> anyhow::Result<Config> {
    Config::load().map_err(|wrong| {
        for line in &wrong.0 {
            eprintln!("✗ {line}");
        }
        anyhow::anyhow!("the configuration is not usable; `kabao doctor` looks further")
    })
}

pub async fn migrate() -> anyhow::Result<()> {
    let config = settings()?;
    let db = engine::connect(&config.database.url).await?;
    let waiting = migration::pending(&db).await?;
    migration::up(&db).await?;
    println!("✓ {waiting} migrations done");
    Ok(())
}

/// The demo shop, unless it is there; and many members and sales in it, if so many are asked for.
pub async fn seed(scale: Option<&str>, days: i64) -> anyhow::Result<()> {
    let scale = scale.map(|text| seed::Scale::parse(text, days)).transpose()?;
    let config = settings()?;
    if !config.is_demo() {
        bail!("the demo shop has passwords that everybody knows: it is for the demo profile");
    }
    let app = App::open(config, World::real()).await?;
    migration::up(&app.db).await?;
    let made = seed::demo(&app).await?;
    if made {
        seed::furnish(&app).await?;
    }
    println!(
        "{}",
        if made { "✓ the demo shop is there" } else { "✓ the demo shop was there already" }
    );
    if let Some(scale) = scale {
        seed::scale(&app, scale, |what, many| eprintln!("  {many} {what}")).await?;
        println!("✓ {} members and {} sales are there", scale.members, scale.sales);
    }
    Ok(())
}

pub fn openapi() -> anyhow::Result<()> {
    println!("{}", http::openapi(routes::all).to_pretty_json()?);
    Ok(())
}
