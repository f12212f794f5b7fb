//! A table of texts for a spreadsheet.

use std::io::{self, Write};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

/// What a CSV file begins with: without a byte order mark Excel reads Windows-1252.
pub(crate) const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Writes the rows as CSV.
///
/// # Errors
/// When `out` fails.
pub(crate) fn write_csv<R: IntoIterator<Item: AsRef<str>>>(
    rows: impl IntoIterator<Item = R>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut writer = ::csv::Writer::from_writer(out);
    for row in rows {
        for text in row {
            writer.write_field(text.as_ref()).map_err(system_error)?;
        }
        writer.write_record(None::<&[u8]>).map_err(system_error)?;
    }
    writer.flush()
}

/// The system's own error: that of the library does not tell a closed pipe from a full disk.
fn system_error(error: ::csv::Error) -> io::Error {
    match error.into_kind() {
        ::csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// An empty workbook without the time of its creation: the same content gives the same bytes.
///
/// # Errors
/// Never.
pub(crate) fn new_workbook() -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    let long_ago = ExcelDateTime::from_ymd(1980, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&long_ago));
    Ok(workbook)
}
