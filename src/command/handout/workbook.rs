//! The list as a workbook: one sheet per base, each printed on paper of its own.

use rust_xlsxwriter::{Format, FormatBorder, Worksheet, XlsxError};

use super::Base;
use crate::report::table::new_workbook;

/// The columns, each with its width in characters. The first one is empty, to be ticked.
const COLUMNS: [(&str, f64); 7] = [
    ("Done", 7.0),
    ("Position", 9.0),
    ("Extension", 17.0),
    ("Name", 36.0),
    ("IPUI", 14.0),
    ("IPEI", 18.0),
    ("Mailbox", 17.0),
];
/// The row of the header, under the title.
const HEADER: u32 = 1;

/// The workbook as the bytes of a file.
pub(super) fn bytes(bases: &[Base]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = new_workbook()?;
    if bases.is_empty() {
        let sheet = workbook.add_worksheet().set_name("Handsets")?;
        sheet.write_string(0, 0, "No handsets.")?;
    }
    for base in bases {
        write(base, workbook.add_worksheet())?;
    }
    workbook.save_to_buffer()
}

fn write(base: &Base, sheet: &mut Worksheet) -> Result<(), XlsxError> {
    // Cells are text, or a spreadsheet would read 0298765E12 as a power of ten.
    let text = Format::new().set_num_format("@");
    let title = Format::new().set_bold().set_font_size(14);
    let bold = text
        .clone()
        .set_bold()
        .set_border_bottom(FormatBorder::Medium);
    // A long name is made smaller rather than cut off by the next cell.
    let cell = text.set_border(FormatBorder::Thin).set_shrink();
    sheet.set_name(&base.mac)?;
    sheet.write_string_with_format(0, 0, format!("Base {}", base.mac), &title)?;
    for (column, (name, width)) in (0..).zip(COLUMNS) {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(HEADER, column, name, &bold)?;
    }
    let mut row = HEADER;
    for handset in &base.handsets {
        row += 1;
        sheet.write_blank(row, 0, &cell)?;
        sheet.write_row_with_format(row, 1, handset, &cell)?;
    }
    for note in &base.notes {
        row += 1;
        sheet.write_string(row, 0, note)?;
    }
    sheet.set_freeze_panes(HEADER + 1, 0)?;
    sheet.set_repeat_rows(0, HEADER)?;
    sheet
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0);
    Ok(())
}
