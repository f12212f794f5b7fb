//! The errors of the workbook readers, in words that give nothing of a cell away.

use calamine::{OdsError, XlsError, XlsbError, XlsxError};

use crate::input::error::InputError;

pub(super) fn damaged(file: &str, sheet: Option<&str>, what: String) -> InputError {
    InputError::Damaged {
        file: file.to_owned(),
        sheet: sheet.map(str::to_owned),
        source: what.into(),
    }
}

/// Puts an error of the reader in its place.
///
/// Some of its messages quote what they found, which may be a cell's text; those are replaced.
pub(super) fn at<E: ReaderError>(file: &str, sheet: Option<&str>, error: &E) -> InputError {
    if error.is_password() {
        InputError::PasswordProtected {
            file: file.to_owned(),
        }
    } else if error.is_size() {
        InputError::TooLarge {
            file: file.to_owned(),
            sheet: sheet.map(str::to_owned),
        }
    } else {
        damaged(file, sheet, error.without_content())
    }
}

/// What the errors of calamine's readers have in common.
pub(super) trait ReaderError {
    fn is_password(&self) -> bool;
    /// Whether the reader refuses the workbook for the area that its cells spread over.
    fn is_size(&self) -> bool {
        false
    }
    /// A message that quotes nothing of the workbook's content.
    fn without_content(&self) -> String;
}

/// What is wrong with the XML. Only where it could not be read does the reader say so without quoting
/// any of it.
fn bad_xml(error: &quick_xml::Error) -> String {
    match error {
        quick_xml::Error::Io(error) => error.to_string(),
        _ => BAD_XML.to_owned(),
    }
}

const BAD_XML: &str = "the XML in it is not well-formed";
const BAD_CELL: &str = "a cell in it is not as the format wants it";

impl ReaderError for XlsxError {
    fn is_password(&self) -> bool {
        matches!(self, Self::Password)
    }

    fn without_content(&self) -> String {
        match self {
            Self::Xml(error) => bad_xml(error),
            Self::XmlAttr(_) => BAD_XML.to_owned(),
            Self::CellTAttribute(_) | Self::CellError(_) | Self::Unrecognized { .. } => {
                BAD_CELL.to_owned()
            }
            other => other.to_string(),
        }
    }
}

impl ReaderError for XlsbError {
    fn is_password(&self) -> bool {
        matches!(self, Self::Password)
    }

    fn without_content(&self) -> String {
        match self {
            Self::Xml(error) => bad_xml(error),
            Self::XmlAttr(_) => BAD_XML.to_owned(),
            Self::Unrecognized { .. } => BAD_CELL.to_owned(),
            other => other.to_string(),
        }
    }
}

impl ReaderError for XlsError {
    fn is_password(&self) -> bool {
        matches!(self, Self::Password)
    }

    fn without_content(&self) -> String {
        self.to_string()
    }
}

impl ReaderError for OdsError {
    fn is_password(&self) -> bool {
        matches!(self, Self::Password)
    }

    fn is_size(&self) -> bool {
        matches!(self, Self::CellLimitExceeded { .. })
    }

    fn without_content(&self) -> String {
        match self {
            Self::Xml(error) => bad_xml(error),
            Self::XmlAttr(_) | Self::AttrError(_) | Self::Mismatch { .. } => BAD_XML.to_owned(),
            other => other.to_string(),
        }
    }
}
