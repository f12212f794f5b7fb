//! `handout`: provisioning files to a list of handsets.

use std::io::Write;
use std::path::Path;

use anstyle::AnsiColor;

use super::{Done, shown};
use crate::error::Error;
use crate::handout::{Format, handout};
use crate::report::{counted, visible};

pub(super) fn run(
    from: &Path,
    to: &Path,
    out: &mut dyn Write,
    messages: &mut dyn Write,
) -> Result<Done, Error> {
    let format = Format::of(to)?;
    let summary = handout(from, to, format)?;
    let yellow = AnsiColor::Yellow.on_default();
    let lines = [("left out", &summary.left_out), ("note", &summary.notes)];
    let mut lines = lines
        .into_iter()
        .flat_map(|(word, lines)| lines.iter().map(move |line| (word, line)));
    let printed = lines
        .try_for_each(|(word, line)| {
            writeln!(messages, "{yellow}{word}{yellow:#} {}", visible(line))
        })
        .and_then(|()| {
            let handsets = counted(summary.handsets, "handset", "handsets");
            let bases = counted(summary.bases, "base", "bases");
            let shown = shown(to.as_os_str());
            writeln!(out, "Wrote {shown}: {handsets} of {bases}.")
        });
    Ok(Done {
        code: u8::from(!summary.left_out.is_empty()),
        printed,
    })
}
