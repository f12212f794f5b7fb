//! Reads a roster file into located cells that keep their kind.
//!
//! Nothing outside this module knows a file format: text in any of the encodings and delimiters
//! that spreadsheets write, and workbooks of every common kind, all become a [`Sheet`] each of
//! which is a list of numbered [`Row`]s of [`Cell`]s. Nothing is interpreted here: a cell's text is
//! verbatim, and which row is the header is for others to find.

use std::fmt;
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};

use crate::settings::ReadOptions;
use crate::settings::{Limits, MB};
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
pub use error::{InputError, Work};
pub use sheet::{Cell, CellKind, MAX_COLUMNS, Remarks, Row, Sheet, SheetKind, Standing, Swallowed};

/// The endings that a roster's name may have.
pub const ENDINGS: [&str; 8] = ["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "xlsb", "ods"];

/// How messages call standard input; [`Sheet::file`] says `-`.
const STDIN: &str = "standard input";

/// Where a roster comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A file, whose ending tells its format.
    Path(PathBuf),
    /// Delimited text on standard input.
    Stdin,
}

impl fmt::Display for Source {
    /// As messages name it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => path.display().fmt(f),
            Self::Stdin => f.write_str(STDIN),
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
        Source::Stdin => {
            let text = read_text(STDIN, &mut io::stdin().lock(), 0, options.limits)?;
            let origin = delimited::Origin {
                file: "-",
                shown: STDIN,
                tabs: false,
            };
            vec![delimited::read(&origin, text, options)?]
        }
        Source::Path(path) => read_path(path, options)?,
    };
    within(source, &sheets, options.limits)?;
    Ok(sheets)
}

/// Refuses more rows than a spreadsheet has, and longer cells: no roster has them, and each faulty row
/// costs many times its size in what is said about it.
fn within(source: &Source, sheets: &[Sheet], limits: Limits) -> Result<(), InputError> {
    let mut rows = 0_usize;
    // A sheet that the user did not choose costs the run nothing, so its size does not matter.
    for sheet in sheets
        .iter()
        .filter(|sheet| sheet.standing() != Standing::NotChosen)
    {
        rows += sheet.len();
        if rows > limits.roster_rows {
            return Err(InputError::TooManyRows {
                file: source.to_string(),
                most: limits.roster_rows,
            });
        }
        let is_long = |cell: Cell<'_>| cell.text.chars().count() > limits.cell_characters;
        let is_wide = |row: &Row<'_>| row.cells().any(|(_, cell)| is_long(cell));
        if sheet.has_cell_over(limits.cell_characters)
            && let Some(row) = sheet.rows().find(is_wide)
        {
            return Err(InputError::CellTooLong {
                file: source.to_string(),
                sheet: sheet.name().map(str::to_owned),
                row: row.number(),
                most: limits.cell_characters,
            });
        }
    }
    Ok(())
}

fn read_path(path: &Path, options: &ReadOptions) -> Result<Vec<Sheet>, InputError> {
    let name = path.display().to_string();
    let expected = Content::from_ending(path)
        .ok_or_else(|| InputError::UnknownEnding { file: name.clone() })?;
    let cannot_read = |source| InputError::Io {
        file: name.clone(),
        source,
    };
    let (mut file, len) = read::open(path).map_err(cannot_read)?;
    if len > options.limits.roster_mb.saturating_mul(MB) {
        return Err(too_big(&name, options.limits, false));
    }
    if expected == Content::Text {
        let origin = delimited::Origin {
            file: &name,
            shown: &name,
            tabs: path
                .extension()
                .is_some_and(|ending| ending.eq_ignore_ascii_case("tsv")),
        };
        let text = read_text(&name, &mut file, len, options.limits)?;
        return Ok(vec![delimited::read(&origin, text, options)?]);
    }
    let mut head = Vec::with_capacity(content::HEAD);
    (&mut file)
        .take(content::HEAD as u64)
        .read_to_end(&mut head)
        .map_err(cannot_read)?;
    file.rewind().map_err(cannot_read)?;
    workbook::read(&name, file, expected, Content::sniff(&head), options)
}

fn too_big(file: &str, limits: Limits, unpacked: bool) -> InputError {
    InputError::TooBig {
        file: file.to_owned(),
        most: limits.roster_mb,
        unpacked,
    }
}

/// Reads all of it, `len` bytes if that is known, and refuses what is certainly no delimited text.
fn read_text(
    shown: &str,
    reader: &mut dyn Read,
    len: u64,
    limits: Limits,
) -> Result<Vec<u8>, InputError> {
    let most = limits.roster_mb.saturating_mul(MB);
    let mut bytes = Vec::new();
    let room = usize::try_from(len).unwrap_or(usize::MAX);
    bytes
        .try_reserve_exact(room)
        .map_err(io::Error::from)
        .and_then(|()| reader.take(most.saturating_add(1)).read_to_end(&mut bytes))
        .map_err(|source| InputError::Io {
            file: shown.to_owned(),
            source,
        })?;
    if bytes.len() as u64 > most {
        return Err(too_big(shown, limits, false));
    }
    let head = &bytes[..bytes.len().min(content::HEAD)];
    match Content::sniff(head) {
        // What has NUL characters in it may be UTF-16, and otherwise its line can be named.
        Content::Text | Content::Nothing | Content::Unknown => Ok(bytes),
        found => Err(InputError::ContentMismatch {
            file: shown.to_owned(),
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
