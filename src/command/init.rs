//! `init`: an empty roster to fill in.

use std::ffi::OsStr;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

use super::Done;
use crate::error::Error;
use crate::field::Field;

pub(super) fn run(path: &Path, out: &mut dyn Write) -> Result<Done, Error> {
    match path
        .extension()
        .and_then(OsStr::to_str)
        .map(str::to_ascii_lowercase)
        .as_deref()
    {
        Some("csv") => write_csv(path)?,
        Some("xlsx") => {
            return Err(Error::Usage(
                "init cannot write .xlsx yet; name the file with .csv".into(),
            ));
        }
        _ => {
            return Err(Error::Usage(format!(
                "{}: the file to create must end in .csv",
                path.display()
            )));
        }
    }
    let shown = path.display();
    Ok(Done::printing(writeln!(
        out,
        "Wrote {shown}. Fill in a row a handset, then run: dect-roster check {shown}"
    )))
}

/// The header and no row, in UTF-8 with a byte order mark, without which Excel reads Windows-1252.
fn write_csv(path: &Path) -> Result<(), Error> {
    let header = Field::ALL.map(Field::name).join(",");
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => Error::Usage(format!(
                "{} is there already; it is not overwritten",
                path.display()
            )),
            _ => Error::io("create", path)(error),
        })?;
    file.write_all(format!("\u{feff}{header}\r\n").as_bytes())
        .map_err(Error::io("write", path))
}
