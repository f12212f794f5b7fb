//! An empty roster to fill in.

mod workbook;

use std::ffi::OsStr;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use crate::error::Error;
use crate::field::Field;

/// Only the owner may read what will hold passwords.
const MODE: u32 = 0o600;

/// Writes an empty roster in the format that the file's ending asks for.
///
/// # Errors
/// When the ending tells no format that can be written, and when the file is there already or
/// cannot be written.
pub fn write(path: &Path) -> Result<(), Error> {
    let ending = path
        .extension()
        .and_then(OsStr::to_str)
        .map(str::to_ascii_lowercase);
    let bytes = match ending.as_deref() {
        Some("csv") => csv(),
        Some("xlsx") => {
            workbook::bytes().map_err(|error| Error::io("write", path)(io::Error::other(error)))?
        }
        _ => {
            return Err(Error::Usage(format!(
                "{}: the file to create must end in .csv or .xlsx",
                path.display()
            )));
        }
    };
    create(path)?
        .write_all(&bytes)
        .map_err(Error::io("write", path))
}

/// The header and no row, in UTF-8 with a byte order mark, without which Excel reads Windows-1252.
fn csv() -> Vec<u8> {
    let header = Field::ALL.map(Field::name).join(",");
    format!("\u{feff}{header}\r\n").into_bytes()
}

fn create(path: &Path) -> Result<File, Error> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(MODE)
        .open(path)
        .map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => Error::Usage(format!(
                "{} is there already; it is not overwritten",
                path.display()
            )),
            _ => Error::io("create", path)(error),
        })
}
