//! The pages are built by `make web`. Without them everything else still compiles and runs.
use std::fs;

fn main() -> std::io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    fs::create_dir_all("web/dist")
}
