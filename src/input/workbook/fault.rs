//! The errors of the workbook readers, in words that give nothing of a cell away.

use calamine::{Error, OdsError, XlsError, XlsbError, XlsxError};

use crate::input::error::Fault;

const BAD_XML: &str = "the XML in it is not well-formed";
const BAD_CELL: &str = "a cell in it is not as the format wants it";

/// What an error of a reader means. Some of its messages quote what they found, which may be a cell's
/// text; those are replaced.
pub(super) fn reader(error: impl Into<Error>) -> Fault {
    let error = error.into();
    match &error {
        Error::Xlsx(XlsxError::Password)
        | Error::Xlsb(XlsbError::Password)
        | Error::Xls(XlsError::Password)
        | Error::Ods(OdsError::Password) => Fault::PasswordProtected,
        // The area that the cells spread over.
        Error::Ods(OdsError::CellLimitExceeded { .. }) => Fault::TooLarge,
        // Only where the XML could not be read does the reader say so without quoting any of it.
        Error::Xlsx(XlsxError::Xml(quick_xml::Error::Io(error)))
        | Error::Xlsb(XlsbError::Xml(quick_xml::Error::Io(error)))
        | Error::Ods(OdsError::Xml(quick_xml::Error::Io(error))) => {
            Fault::damaged(error.to_string())
        }
        Error::Xlsx(XlsxError::Xml(_) | XlsxError::XmlAttr(_))
        | Error::Xlsb(XlsbError::Xml(_) | XlsbError::XmlAttr(_))
        | Error::Ods(
            OdsError::Xml(_)
            | OdsError::XmlAttr(_)
            | OdsError::AttrError(_)
            | OdsError::Mismatch { .. },
        ) => Fault::damaged(BAD_XML),
        Error::Xlsx(
            XlsxError::CellTAttribute(_) | XlsxError::CellError(_) | XlsxError::Unrecognized { .. },
        )
        | Error::Xlsb(XlsbError::Unrecognized { .. }) => Fault::damaged(BAD_CELL),
        Error::Xlsx(error) => Fault::damaged(error.to_string()),
        Error::Xlsb(error) => Fault::damaged(error.to_string()),
        Error::Xls(error) => Fault::damaged(error.to_string()),
        Error::Ods(error) => Fault::damaged(error.to_string()),
        error => Fault::damaged(error.to_string()),
    }
}
