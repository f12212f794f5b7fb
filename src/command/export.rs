//! `export`: provisioning files to a roster.

mod roster;

use std::io::Write;
use std::path::{Path, PathBuf};

use anstyle::AnsiColor;

use super::Done;
use crate::error::Error;
use crate::report::{counted, visible};
pub use roster::{Summary, Target, export};

pub(super) fn run(
    from: &Path,
    to: PathBuf,
    positions: bool,
    out: &mut dyn Write,
    messages: &mut dyn Write,
) -> Result<Done, Error> {
    let target = Target::from_path(to)?;
    let summary = export(from, &target, positions, out)?;
    let yellow = AnsiColor::Yellow.on_default();
    let printed = summary
        .left_out
        .iter()
        .try_for_each(|what| writeln!(messages, "{yellow}left out{yellow:#} {}", visible(what)))
        .and_then(|()| {
            let accounts = counted(summary.rows, "account", "accounts");
            let bases = counted(summary.bases, "base", "bases");
            writeln!(messages, "{accounts} of {bases} exported.")
        });
    Ok(Done {
        code: u8::from(!summary.left_out.is_empty()),
        printed,
    })
}
