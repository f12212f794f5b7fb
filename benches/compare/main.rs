//! Measures the whole program against copying its output and against a plain Python script, and
//! prints the table of `docs/performance.md`:
//!
//! ```text
//! cargo bench --bench compare
//! cargo bench --bench compare -- --rows 100000 --dir /a/directory/on/the/disk
//! ```

mod measure;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Parser;

use measure::Comparison;

/// Measures the whole program against copying its output and against a plain Python script.
#[derive(Parser)]
struct Args {
    /// How many handsets the biggest roster has; the others have a tenth and a hundredth of them
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(1000..=10_000_000))]
    rows: u64,

    /// How often everything is measured; the table has the medians
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,

    /// Where to write: two kilobytes a handset and round, gone afterwards [default: in cargo's target directory]
    #[arg(long)]
    dir: Option<PathBuf>,

    /// What cargo bench says to every benchmark
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> io::Result<()> {
    let args = Args::parse();
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let dir = tempfile::tempdir_in(args.dir.as_deref().unwrap_or(target))?;
    let comparison = Comparison {
        program: Path::new(env!("CARGO_BIN_EXE_dect-roster")),
        dir: dir.path(),
        rows: args.rows,
        rounds: args.rounds,
    };
    let table = comparison.table(&mut io::stderr())?;
    io::stdout().write_all(table.as_bytes())
}
