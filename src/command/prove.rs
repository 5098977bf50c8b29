//! Whether the books are in order, a line for each invariant.
use std::process::ExitCode;

use anyhow::bail;

use super::settings;
use crate::{
    app::App,
    proof::{self, Finding, Report, State},
    world::World,
};

/// Prove all merchants' books, or the one's with this slug; failure, if any are not in order. It
/// looks and touches nothing: what the night's proof and the office's find wrong stands still (E22).
pub async fn prove(slug: Option<&str>) -> anyhow::Result<ExitCode> {
    let app = App::open(settings()?, World::real()).await?;
    let merchants = proof::merchants(&app, slug).await?;
    if let (Some(slug), true) = (slug, merchants.is_empty()) {
        bail!("there is no merchant {slug}");
    }
    let mut code = ExitCode::SUCCESS;
    for merchant in merchants {
        let report = proof::run(&app, merchant.id).await?;
        println!("{} {}", merchant.slug, merchant.name);
        tell(&report);
        if !report.green {
            code = ExitCode::FAILURE;
        }
    }
    Ok(code)
}

fn tell(report: &Report) {
    report.findings.iter().for_each(line);
    let held = report.outstanding.iter().map(|held| format!("{} {}", held.label, held.text));
    println!("  会员未用：{}", held.collect::<Vec<_>>().join("，"));
    println!("  用时 {} 毫秒", report.took_ms);
}

fn line(finding: &Finding) {
    let mark = match finding.state {
        State::Green => '✓',
        State::Red => '✗',
        State::Unchecked => '–',
    };
    let figures = finding.figures.iter().map(|sum| format!("{} {}", sum.label, sum.text));
    let figures = figures.collect::<Vec<_>>().join("，");
    println!("{mark} {:?} {}  {figures}", finding.id, finding.title);
    if let Some(bad) = &finding.first_bad {
        println!("    {bad}");
    }
    if let Some(why) = &finding.why {
        println!("    {why}");
    }
}
