//! Writes a big invented roster to standard output, to measure with:
//!
//! ```text
//! cargo run --release --example make_roster -- --rows 100000 --per-base 100 > big.csv
//! ```
//!
//! The same arguments give the same bytes. IPUIs are unique, and no two bases have MACs that differ
//! in one digit only, so a roster without `--faulty` has nothing to find fault with. With
//! `--xlsx FILE` it becomes a workbook.

mod roster;

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

use roster::Shape;

/// Writes a big invented roster as CSV.
#[derive(Parser)]
struct Args {
    #[command(flatten)]
    shape: Shape,

    /// Write this workbook instead
    #[arg(long, value_name = "FILE")]
    xlsx: Option<PathBuf>,
}

fn main() -> ExitCode {
    match write(&Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        // `| head` has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell when standard error is gone too.
            let _ = writeln!(
                io::stderr(),
                "make_roster: cannot write the roster: {error}"
            );
            ExitCode::from(2)
        }
    }
}

fn write(args: &Args) -> io::Result<()> {
    let Some(path) = &args.xlsx else {
        return args
            .shape
            .write(BufWriter::with_capacity(1 << 20, io::stdout().lock()));
    };
    let mut csv = Vec::new();
    args.shape.write(&mut csv)?;
    roster::save_workbook(csv.as_slice(), path).map_err(io::Error::other)
}
