//! `init`: an empty roster to fill in.

use std::io::Write;
use std::path::Path;

use super::{Done, shown};
use crate::error::Error;
use crate::init;

pub(super) fn run(path: &Path, out: &mut dyn Write) -> Result<Done, Error> {
    init::write(path)?;
    let shown = shown(path.as_os_str());
    Ok(Done::printing(writeln!(
        out,
        "Wrote {shown}. Fill in a row a handset, then run: dect-roster check {shown}"
    )))
}
