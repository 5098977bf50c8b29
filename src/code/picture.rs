//! The code as pictures that a scanner reads, as `data:` addresses of SVG.
use anyhow::anyhow;
use barcoders::{generators::svg::SVG, sym::code128::Code128};
use base64::{Engine, engine::general_purpose::STANDARD};
use qrcode::{EcLevel, QrCode, render::svg};

const BARCODE_HEIGHT: u32 = 60;
/// White on either side of a barcode, in modules: scanners want ten.
const QUIET: u32 = 10;

pub fn qr(digits: &str) -> anyhow::Result<String> {
    let code = QrCode::with_error_correction_level(digits, EcLevel::M)?;
    let drawn = code.render::<svg::Color<'_>>().module_dimensions(4, 4).build();
    Ok(data(&drawn))
}

/// Code 128, set C: two digits a symbol, so that it is short enough for a phone's screen.
pub fn barcode(digits: &str) -> anyhow::Result<String> {
    // barcoders reads the set from a first character, Ć for C.
    let bars = Code128::new(format!("\u{106}{digits}")).map_err(|why| anyhow!("{why}"))?.encode();
    let margin = vec![0; QUIET as usize];
    let quiet = [&margin[..], &bars, &margin].concat();
    let svg = SVG::new(BARCODE_HEIGHT).xdim(2).xmlns("http://www.w3.org/2000/svg".to_owned());
    let drawn = svg.generate(&quiet).map_err(|why| anyhow!("{why}"))?;
    // Bars that touch must not let the paper through where a screen scales them by a fraction.
    Ok(data(&drawn.replacen("<svg ", "<svg shape-rendering=\"crispEdges\" ", 1)))
}

fn data(svg: &str) -> String {
    format!("data:image/svg+xml;base64,{}", STANDARD.encode(svg))
}
