//! Reads a roster file into located cells that keep their kind.
//!
//! Nothing outside this module knows a file format: text in any of the encodings and delimiters
//! that spreadsheets write, and workbooks of every common kind, all become a [`Sheet`] each of
//! which is a list of numbered [`Row`]s of [`Cell`]s. Nothing is interpreted here: a cell's text is
//! verbatim, and which row is the header is for others to find.

use std::ffi::OsStr;
use std::fmt;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::settings::{Limits, MB, ReadOptions};
use crate::store::read;

mod content;
mod delimited;
mod encoding;
mod error;
mod lines;
pub(crate) mod memory;
mod sheet;
mod workbook;

pub use content::Content;
pub use error::{Fault, InputError, Work};
pub use sheet::{Cell, CellKind, MAX_COLUMNS, Remarks, Row, Sheet, SheetKind, Standing, Swallowed};

/// The endings that a roster's name may have.
pub const ENDINGS: [&str; 8] = ["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "xlsb", "ods"];

/// Whether a roster may have this name, by its ending in any case.
pub(crate) fn is_roster_name(path: &Path) -> bool {
    Content::from_ending(path).is_some()
}

/// Where a roster comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A file, whose ending tells its format.
    Path(PathBuf),
    /// Delimited text on standard input.
    Stdin,
}

impl fmt::Display for Source {
    /// As messages name it; [`Sheet::file`] says `-` for standard input.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => path.display().fmt(f),
            Self::Stdin => f.write_str("standard input"),
        }
    }
}

impl From<PathBuf> for Source {
    /// As on a command line: `-` is standard input, all else a path.
    fn from(path: PathBuf) -> Self {
        if path.as_os_str() == "-" {
            Self::Stdin
        } else {
            Self::Path(path)
        }
    }
}

/// Reads one roster: a text file gives one sheet, a workbook its worksheets in their order.
///
/// [`Sheet::standing`] says which worksheets belong to the roster. The hidden ones, and those that the
/// options do not name, come along so that a roster in one of them can be reported. Chart, dialog and
/// macro sheets are left out.
///
/// # Errors
///
/// When the file cannot be opened or is not what its name says, when a sheet that the options name
/// is not there, when it is larger than the limits allow, and when any part of it cannot be read:
/// there is no partial result.
pub fn read(source: &Source, options: &ReadOptions) -> Result<Vec<Sheet>, InputError> {
    let sheets = match source {
        Source::Stdin => read_all(&mut io::stdin().lock(), 0, options.limits)
            .and_then(|text| read_text(text, false, options)),
        Source::Path(path) => read_path(path, options),
    };
    let mut sheets = sheets.map_err(|fault| fault.in_file(source))?;
    within(&sheets, options.limits).map_err(|fault| fault.in_file(source))?;
    let file = match source {
        Source::Stdin => "-".to_owned(),
        Source::Path(path) => path.display().to_string(),
    };
    for sheet in &mut sheets {
        sheet.file.clone_from(&file);
    }
    Ok(sheets)
}

/// Refuses more rows than a spreadsheet has, and longer cells: no roster has them, and each faulty row
/// costs many times its size in what is said about it.
fn within(sheets: &[Sheet], limits: Limits) -> Result<(), Fault> {
    let mut rows = 0_usize;
    // A sheet that the user did not choose costs the run nothing, so its size does not matter.
    for sheet in sheets
        .iter()
        .filter(|sheet| sheet.standing() != Standing::NotChosen)
    {
        rows += sheet.len();
        if rows > limits.roster_rows {
            return Err(Fault::TooManyRows(limits.roster_rows));
        }
        let is_long = |cell: Cell<'_>| cell.text.chars().count() > limits.cell_characters;
        let is_wide = |row: &Row<'_>| row.cells().any(|(_, cell)| is_long(cell));
        if sheet.has_cell_over(limits.cell_characters)
            && let Some(row) = sheet.rows().find(is_wide)
        {
            let (row, most) = (row.number(), limits.cell_characters);
            let fault = Fault::CellTooLong { row, most };
            return Err(match sheet.name() {
                Some(name) => fault.in_sheet(name),
                None => fault,
            });
        }
    }
    Ok(())
}

fn read_path(path: &Path, options: &ReadOptions) -> Result<Vec<Sheet>, Fault> {
    let expected = Content::from_ending(path).ok_or(Fault::UnknownEnding)?;
    let (mut file, len) = read::open(path).map_err(Fault::Io)?;
    if len > options.limits.roster_mb.saturating_mul(MB) {
        return Err(too_big(options.limits, false));
    }
    let bytes = read_all(&mut file, len, options.limits)?;
    if expected == Content::Text {
        let is_tsv = |ending: &OsStr| ending.eq_ignore_ascii_case("tsv");
        let tabs = path.extension().is_some_and(is_tsv);
        return read_text(bytes, tabs, options);
    }
    workbook::read(&bytes, expected, Content::sniff(&bytes), options)
}

fn too_big(limits: Limits, unpacked: bool) -> Fault {
    Fault::TooBig {
        most: limits.roster_mb,
        unpacked,
    }
}

/// Reads all of it, `len` bytes if that is known.
fn read_all(reader: &mut dyn Read, len: u64, limits: Limits) -> Result<Vec<u8>, Fault> {
    let most = limits.roster_mb.saturating_mul(MB);
    let mut bytes = Vec::new();
    let room = usize::try_from(len).unwrap_or(usize::MAX);
    bytes
        .try_reserve_exact(room)
        .map_err(io::Error::from)
        .and_then(|()| reader.take(most.saturating_add(1)).read_to_end(&mut bytes))
        .map_err(Fault::Io)?;
    if bytes.len() as u64 > most {
        return Err(too_big(limits, false));
    }
    Ok(bytes)
}

/// Refuses what is certainly no delimited text, and reads all else as that.
fn read_text(bytes: Vec<u8>, tabs: bool, options: &ReadOptions) -> Result<Vec<Sheet>, Fault> {
    match Content::sniff(&bytes) {
        // What has NUL characters in it may be UTF-16, and otherwise its line can be named.
        Content::Text | Content::Nothing | Content::Unknown => {
            Ok(vec![delimited::read(bytes, tabs, options)?])
        }
        found => Err(Fault::ContentMismatch {
            expected: Content::Text,
            found,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dash_is_standard_input() {
        assert_eq!(Source::from(PathBuf::from("-")), Source::Stdin);
        let path = PathBuf::from("./-");
        assert_eq!(Source::from(path.clone()), Source::Path(path));
    }

    #[test]
    fn every_ending_listed_is_accepted() {
        for ending in ENDINGS {
            let path = PathBuf::from(format!("roster.{ending}"));
            assert!(Content::from_ending(&path).is_some(), "{ending}");
        }
    }
}
