//! Why a roster could not be read: for people who install telephones, each with its cure.

use std::error::Error;
use std::fmt;
use std::io;

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
#[derive(Debug)]
pub struct InputError {
    /// The file as the user named it, or `standard input`; when checking, all of them.
    pub file: String,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What is wrong with a roster file.
#[derive(Debug)]
#[non_exhaustive]
pub enum Fault {
    /// A fault in the sheet of this name.
    InSheet(String, Box<Fault>),
    /// The file could not be opened or read.
    Io(io::Error),
    /// The file name does not tell the format.
    UnknownEnding,
    /// The content is not what the file name says.
    ContentMismatch {
        /// What the name promised.
        expected: Content,
        /// What is in the file.
        found: Content,
    },
    /// The workbook is encrypted.
    PasswordProtected,
    /// A sheet was asked for that the workbook does not have.
    NoSuchSheet {
        /// The name asked for.
        sheet: String,
        /// The worksheets that are there, hidden ones too, in their order.
        present: Vec<String>,
    },
    /// The workbook breaks the rules of its format, or the reader cannot follow it.
    Damaged(Box<dyn Error + Send + Sync>),
    /// From this line on, bytes that are no text in the encoding of this name.
    Malformed(u32, &'static str),
    /// Mostly UTF-8, but not on this line: no single encoding gives what the author wrote.
    MixedEncoding(u32),
    /// A NUL character on this line: the file is no text, or is in UTF-16 or UTF-32 without saying so.
    NulCharacter(u32),
    /// A quoted field that begins on this line and never ends; it swallowed the rest of the file.
    UnclosedQuote(u32),
    /// A delimiter that cannot separate fields.
    BadDelimiter(char),
    /// A cell of this row, or in a text file of this line, is beyond the last column of a spreadsheet.
    TooManyColumns(u32),
    /// More than this many MB, which the limits allow; of a workbook, unpacked.
    TooBig {
        /// The limit, in MB.
        most: u64,
        /// Whether it is the content of a workbook that is too large, and not the file itself.
        unpacked: bool,
    },
    /// It takes more than this many MB of memory, which the limits allow.
    TooMuchMemory(Work, u64),
    /// More than this many rows, which the limits allow.
    TooManyRows(usize),
    /// A cell with more text than the limits allow.
    CellTooLong {
        /// The row, or in a text file the line, from 1.
        row: u32,
        /// The limit.
        most: usize,
    },
    /// More lines, cells or text in one cell than 32 bits count, or an `.ods` that spreads its
    /// cells over too large an area.
    TooLarge,
}

impl Fault {
    pub(crate) fn in_file(self, file: impl fmt::Display) -> InputError {
        InputError {
            file: file.to_string(),
            fault: self,
        }
    }

    pub(super) fn in_sheet(self, sheet: &str) -> Self {
        Self::InSheet(sheet.to_owned(), Box::new(self))
    }

    pub(super) fn damaged(what: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Damaged(what.into())
    }

    fn message(&self, place: &str) -> String {
        match self {
            Self::InSheet(sheet, fault) => fault.message(&format!("{place}, sheet \"{sheet}\"")),
            Self::Io(_) => format!("cannot read {place}"),
            Self::UnknownEnding => {
                format!("cannot tell from its name what kind of file {place} is")
            }
            Self::ContentMismatch { expected, found } => {
                format!("{place} is not {expected}, as its name says: its content is {found}")
            }
            Self::PasswordProtected => format!("{place} is protected with a password"),
            Self::NoSuchSheet { sheet, present } => {
                let present = quoted(present);
                format!("{place} has no worksheet named \"{sheet}\"; it has {present}")
            }
            Self::Damaged(_) => format!("{place} is damaged"),
            Self::Malformed(line, encoding) => {
                format!("{place}, line {line}: bytes that are not {encoding} text")
            }
            Self::MixedEncoding(line) => {
                format!("{place}, line {line}: the text is UTF-8 before and after, but not here")
            }
            Self::NulCharacter(line) => {
                format!("{place}, line {line}: a NUL character, which no text file has")
            }
            Self::UnclosedQuote(line) => {
                format!("{place}, line {line}: the quote that opens here is never closed")
            }
            Self::BadDelimiter(delimiter) => {
                format!("{place}: {delimiter:?} cannot be the delimiter")
            }
            Self::TooManyColumns(row) => {
                format!("{place}, row {row}: a cell beyond column XFD, the 16,384th")
            }
            Self::TooBig { most, unpacked } => {
                let when = if *unpacked {
                    " when it is unpacked"
                } else {
                    ""
                };
                format!("{place} has more than {most} MB{when}")
            }
            Self::TooMuchMemory(work, most) => {
                format!("{work} {place} takes more than {most} MB of memory")
            }
            Self::TooManyRows(most) => format!("{place} has more than {most} rows"),
            Self::CellTooLong { row, most } => {
                format!("{place}, row {row}: a cell of more than {most} characters")
            }
            Self::TooLarge => format!("{place} is too large"),
        }
    }

    fn help(&self) -> &'static str {
        match self {
            Self::InSheet(_, fault) => fault.help(),
            Self::Io(error) => io_help(error.kind()),
            Self::UnknownEnding => {
                "The name must end in .csv, .tsv, .txt, .xlsx, .xlsm, .xls, .xlsb or .ods. Use - for CSV on standard input."
            }
            Self::ContentMismatch { found, .. } => found.cure(),
            Self::PasswordProtected => {
                "Open it with its password and remove that: in Excel under File > Info > Protect Workbook > Encrypt with Password, empty the field; in LibreOffice under File > Properties > Security. Save, and run again."
            }
            Self::NoSuchSheet { .. } => {
                "Name one of the sheets that are there, spelled as on its tab."
            }
            Self::Damaged(_) => {
                "Open it in Excel or LibreOffice, let that repair it, and save it under a new name as .xlsx."
            }
            Self::Malformed(..) => {
                "Save the file as \"CSV UTF-8\", or correct the encoding given for it."
            }
            Self::MixedEncoding(_) => {
                "Correct that line and save the file as \"CSV UTF-8\". If the whole file has another encoding, name it: encoding = \"windows-1252\" under [roster] in dect-roster.toml."
            }
            Self::NulCharacter(_) => {
                "Save the file again as \"CSV UTF-8\", or name its encoding: encoding = \"utf-16le\" under [roster] in dect-roster.toml."
            }
            Self::UnclosedQuote(_) => {
                "Add the closing quote. If the quote belongs to the text, write it twice and put the whole field in quotes."
            }
            Self::BadDelimiter(_) => {
                "Use one ASCII character that is neither a quote nor a line end, such as a comma, a semicolon or a tab."
            }
            Self::TooManyColumns(_) => {
                "Delete what is there, or check that the delimiter is the right one."
            }
            Self::TooBig { .. } => {
                "Check that it is the roster. If it is, split it into several files and name them all, or raise the limit: roster_mb under [limits] in dect-roster.toml."
            }
            Self::TooMuchMemory(Work::Checking, _) => {
                "Check that it is the roster. If most rows have the same fault, such as a column that slipped or is empty, correct that first. If it really is that large, raise the limit: memory_mb under [limits] in dect-roster.toml."
            }
            Self::TooMuchMemory(..) => {
                "Check that it is the roster. In a workbook delete stray cells far from the table (Ctrl+End goes to the last one), or copy the table alone into a new one. If it really is that large, raise the limit: memory_mb under [limits] in dect-roster.toml."
            }
            Self::TooManyRows(_) => {
                "Split the roster into several files and name them all, or raise the limit: roster_rows under [limits] in dect-roster.toml."
            }
            Self::CellTooLong { .. } => {
                "Check for a quote that is closed too late. If the cell is meant, raise the limit: cell_characters under [limits] in dect-roster.toml."
            }
            Self::TooLarge => {
                "Delete stray cells far from the table (Ctrl+End goes to the last one), or split the roster into several files and name them all."
            }
        }
    }

    fn cause(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::InSheet(_, fault) => fault.cause(),
            Self::Io(error) => Some(error),
            Self::Damaged(error) => Some(&**error),
            _ => None,
        }
    }
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.fault.message(&self.file))
    }
}

impl Error for InputError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.fault.cause()
    }
}

impl InputError {
    /// What the user can do about it, as one or more full sentences.
    #[must_use]
    pub fn help(&self) -> &'static str {
        self.fault.help()
    }
}

impl From<InputError> for crate::error::Error {
    fn from(error: InputError) -> Self {
        Self::Unusable {
            help: Some(error.help().to_owned()),
            error: Box::new(error),
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

fn quoted(names: &[String]) -> String {
    if names.is_empty() {
        return "none".to_owned();
    }
    let quoted: Vec<_> = names.iter().map(|name| format!("\"{name}\"")).collect();
    quoted.join(", ")
}
