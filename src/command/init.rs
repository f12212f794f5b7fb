//! `init`: an empty roster to fill in.

mod workbook;

use std::io::{self, Write};
use std::path::Path;

use super::{Done, shown};
use crate::error::Error;
use crate::settings::Format;
use crate::store::create_private;
use crate::value::Field;

pub(super) fn run(path: &Path, out: &mut dyn Write) -> Result<Done, Error> {
    let bytes = match Format::from_path(path) {
        Ok(Format::Csv) => csv(),
        Ok(Format::Workbook) => {
            workbook::bytes().map_err(|error| Error::io("write", path)(io::Error::other(error)))?
        }
        _ => {
            return Err(Error::Usage(format!(
                "{}: the file to create must end in .csv or .xlsx",
                path.display()
            )));
        }
    };
    create_private(path, |file| file.write_all(&bytes))?;
    let shown = shown(path.as_os_str());
    Ok(Done::printing(writeln!(
        out,
        "Wrote {shown}. Add one row per handset, then run: dect-roster check {shown}"
    )))
}

/// The header and no row, in UTF-8 with a byte order mark, without which Excel reads Windows-1252.
fn csv() -> Vec<u8> {
    let header = Field::COLUMNS.map(Field::name).join(",");
    format!("\u{feff}{header}\r\n").into_bytes()
}
