//! Why a roster could not be read: for people who install telephones, each with its cure.

use std::error::Error;
use std::fmt;
use std::io;

use thiserror::Error;

use super::content::Content;

/// What the program does with a roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// It takes it in.
    Reading,
    /// Everything after that.
    Checking,
}

impl fmt::Display for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Reading => "reading",
            Self::Checking => "checking",
        })
    }
}

/// Why one roster file could not be read at all.
///
/// The message names the file and the place but never a cell's text. [`InputError::help`] says
/// what to do; the cause, where there is one, is the error's source.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum InputError {
    /// The file could not be opened or read.
    #[error("cannot read {file}")]
    Io {
        /// The file as the user named it, or `standard input`.
        file: String,
        /// What the operating system said.
        source: io::Error,
    },
    /// The file name does not tell the format.
    #[error("cannot tell from its name what kind of file {file} is")]
    UnknownEnding {
        /// The file as the user named it.
        file: String,
    },
    /// The content is not what the file name says.
    #[error("{file} is not {expected}, as its name says: its content is {found}")]
    ContentMismatch {
        /// The file as the user named it, or `standard input`.
        file: String,
        /// What the name promised.
        expected: Content,
        /// What is in the file.
        found: Content,
    },
    /// The workbook is encrypted.
    #[error("{file} is protected with a password")]
    PasswordProtected {
        /// The file as the user named it.
        file: String,
    },
    /// A sheet was asked for that the workbook does not have.
    #[error("{file} has no worksheet named \"{sheet}\"; it has {}", quoted(.present))]
    NoSuchSheet {
        /// The file as the user named it.
        file: String,
        /// The name asked for.
        sheet: String,
        /// The worksheets that are there, hidden ones too, in their order.
        present: Vec<String>,
    },
    /// The workbook breaks the rules of its format, or the reader cannot follow it.
    #[error("{} is damaged", place(.file, .sheet.as_deref()))]
    Damaged {
        /// The file as the user named it.
        file: String,
        /// The sheet, where the fault is in one.
        sheet: Option<String>,
        /// What the reader found.
        source: Box<dyn Error + Send + Sync>,
    },
    /// Bytes that are no text in the encoding given, or that the file announces.
    #[error("{file}, line {line}: bytes that are not {encoding} text")]
    Malformed {
        /// The file as the user named it, or `standard input`.
        file: String,
        /// The line of the first such byte, from 1.
        line: u32,
        /// The encoding's name, such as `UTF-8`.
        encoding: &'static str,
    },
    /// Mostly UTF-8, but not all of it: no single encoding gives what the author wrote.
    #[error("{file}, line {line}: the text is UTF-8 before and after, but not here")]
    MixedEncoding {
        /// The file as the user named it, or `standard input`.
        file: String,
        /// The line of the first byte that is not UTF-8, from 1.
        line: u32,
    },
    /// A NUL character: the file is no text, or is in UTF-16 or UTF-32 without saying so.
    #[error("{file}, line {line}: a NUL character, which no text file has")]
    NulCharacter {
        /// The file as the user named it, or `standard input`.
        file: String,
        /// The line of the first one, from 1.
        line: u32,
    },
    /// A quoted field that never ends; it swallowed the rest of the file.
    #[error("{file}, line {line}: the quote that opens here is never closed")]
    UnclosedQuote {
        /// The file as the user named it, or `standard input`.
        file: String,
        /// The line where the quote opens, from 1.
        line: u32,
    },
    /// A delimiter that cannot separate fields.
    #[error("{file}: {delimiter:?} cannot be the delimiter")]
    BadDelimiter {
        /// The file as the user named it, or `standard input`.
        file: String,
        /// The delimiter asked for.
        delimiter: char,
    },
    /// A cell beyond the last column that a spreadsheet has.
    #[error("{}, row {row}: a cell beyond column XFD, the 16,384th", place(.file, .sheet.as_deref()))]
    TooManyColumns {
        /// The file as the user named it, or `standard input`.
        file: String,
        /// The sheet; `None` for a text file.
        sheet: Option<String>,
        /// The row, or in a text file the line, from 1.
        row: u32,
    },
    /// More bytes than the limits allow; of a workbook, unpacked.
    #[error("{file} has more than {most} MB{}", if *.unpacked { " when it is unpacked" } else { "" })]
    TooBig {
        /// The file as the user named it, or `standard input`.
        file: String,
        /// The limit, in MB.
        most: u64,
        /// Whether it is the content of a workbook that is too large, and not the file itself.
        unpacked: bool,
    },
    /// It takes more memory than the limits allow.
    #[error("{work} {file} takes more than {most} MB of memory")]
    TooMuchMemory {
        /// What was done with it.
        work: Work,
        /// The file as the user named it, or `standard input`; when checking, all of them.
        file: String,
        /// The limit.
        most: u64,
    },
    /// More rows than the limits allow.
    #[error("{file} has more than {most} rows")]
    TooManyRows {
        /// The file as the user named it, or `standard input`.
        file: String,
        /// The limit.
        most: usize,
    },
    /// A cell with more text than the limits allow.
    #[error("{}, row {row}: a cell of more than {most} characters", place(.file, .sheet.as_deref()))]
    CellTooLong {
        /// The file as the user named it, or `standard input`.
        file: String,
        /// The sheet; `None` for a text file.
        sheet: Option<String>,
        /// The row, or in a text file the line, from 1.
        row: u32,
        /// The limit.
        most: usize,
    },
    /// More lines, cells or text in one cell than 32 bits count, or an `.ods` that spreads its
    /// cells over too large an area.
    #[error("{} is too large", place(.file, .sheet.as_deref()))]
    TooLarge {
        /// The file as the user named it, or `standard input`.
        file: String,
        /// The sheet; `None` for a text file.
        sheet: Option<String>,
    },
}

impl From<InputError> for crate::error::Error {
    fn from(error: InputError) -> Self {
        Self::Unusable {
            help: Some(error.help().to_owned()),
            error: Box::new(error),
        }
    }
}

impl InputError {
    /// What the user can do about it, as one or more full sentences.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::Io { source, .. } => io_help(source.kind()),
            Self::UnknownEnding { .. } => {
                "The name must end in .csv, .tsv, .txt, .xlsx, .xlsm, .xls, .xlsb or .ods. Use - for CSV on standard input."
            }
            Self::ContentMismatch { found, .. } => found.cure(),
            Self::PasswordProtected { .. } => {
                "Open it with its password and remove that: in Excel under File > Info > Protect Workbook > Encrypt with Password, empty the field; in LibreOffice under File > Properties > Security. Save, and run again."
            }
            Self::NoSuchSheet { .. } => {
                "Name one of the sheets that are there, spelled as on its tab."
            }
            Self::Damaged { .. } => {
                "Open it in Excel or LibreOffice, let that repair it, and save it under a new name as .xlsx."
            }
            Self::Malformed { .. } => {
                "Save the file as \"CSV UTF-8\", or correct the encoding given for it."
            }
            Self::MixedEncoding { .. } => {
                "Correct that line and save the file as \"CSV UTF-8\". If the whole file has another encoding, name it: encoding = \"windows-1252\" under [roster] in dect-roster.toml."
            }
            Self::NulCharacter { .. } => {
                "Save the file again as \"CSV UTF-8\", or name its encoding: encoding = \"utf-16le\" under [roster] in dect-roster.toml."
            }
            Self::UnclosedQuote { .. } => {
                "Add the closing quote. If the quote belongs to the text, write it twice and put the whole field in quotes."
            }
            Self::BadDelimiter { .. } => {
                "Use one ASCII character that is neither a quote nor a line end, such as a comma, a semicolon or a tab."
            }
            Self::TooManyColumns { .. } => {
                "Delete what is there, or check that the delimiter is the right one."
            }
            Self::TooBig { .. } => {
                "Check that it is the roster. If it is, split it into several files and name them all, or raise the limit: roster_mb under [limits] in dect-roster.toml."
            }
            Self::TooMuchMemory {
                work: Work::Checking,
                ..
            } => {
                "Check that it is the roster. If most rows have the same fault, such as a column that slipped or is empty, correct that first. If it really is that large, raise the limit: memory_mb under [limits] in dect-roster.toml."
            }
            Self::TooMuchMemory { .. } => {
                "Check that it is the roster. In a workbook delete stray cells far from the table (Ctrl+End goes to the last one), or copy the table alone into a new one. If it really is that large, raise the limit: memory_mb under [limits] in dect-roster.toml."
            }
            Self::TooManyRows { .. } => {
                "Split the roster into several files and name them all, or raise the limit: roster_rows under [limits] in dect-roster.toml."
            }
            Self::CellTooLong { .. } => {
                "Check for a quote that is closed too late. If the cell is meant, raise the limit: cell_characters under [limits] in dect-roster.toml."
            }
            Self::TooLarge { .. } => {
                "Delete stray cells far from the table (Ctrl+End goes to the last one), or split the roster into several files and name them all."
            }
        }
    }

    /// The file as the user named it, or `standard input`.
    #[must_use]
    pub fn file(&self) -> &str {
        match self {
            Self::Io { file, .. }
            | Self::UnknownEnding { file }
            | Self::ContentMismatch { file, .. }
            | Self::PasswordProtected { file }
            | Self::NoSuchSheet { file, .. }
            | Self::Damaged { file, .. }
            | Self::Malformed { file, .. }
            | Self::MixedEncoding { file, .. }
            | Self::NulCharacter { file, .. }
            | Self::UnclosedQuote { file, .. }
            | Self::BadDelimiter { file, .. }
            | Self::TooManyColumns { file, .. }
            | Self::TooBig { file, .. }
            | Self::TooMuchMemory { file, .. }
            | Self::TooManyRows { file, .. }
            | Self::CellTooLong { file, .. }
            | Self::TooLarge { file, .. } => file,
        }
    }
}

fn io_help(kind: io::ErrorKind) -> &'static str {
    match kind {
        io::ErrorKind::NotFound => "Check the spelling and the folder.",
        io::ErrorKind::PermissionDenied => {
            "Check that you may read it, and that it is not open in Excel."
        }
        io::ErrorKind::InvalidInput => "Name a file; for text from a pipe use -.",
        io::ErrorKind::IsADirectory => "Name the files in the folder, not the folder.",
        _ => "Check that the file is there and that you can open it.",
    }
}

fn place(file: &str, sheet: Option<&str>) -> String {
    sheet.map_or_else(
        || file.to_owned(),
        |sheet| format!("{file}, sheet \"{sheet}\""),
    )
}

fn quoted(names: &[String]) -> String {
    if names.is_empty() {
        return "none".to_owned();
    }
    let quoted: Vec<_> = names.iter().map(|name| format!("\"{name}\"")).collect();
    quoted.join(", ")
}
