//! Reads every cell of a workbook with the bare cell reader and counts them: what reading alone
//! costs, to compare `dect-roster check` with.
//!
//! `cargo run --release --example read_cells -- roster.xlsx`

use std::error::Error;
use std::io::Write;

use calamine::{DataRef, Reader, Xlsx, open_workbook};

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args()
        .nth(1)
        .ok_or("usage: read_cells FILE.xlsx")?;
    let mut workbook: Xlsx<_> = open_workbook(path)?;
    let mut cells = 0_u64;
    let mut letters = 0_usize;
    for sheet in workbook.sheet_names() {
        let mut reader = workbook.worksheet_cells_reader(&sheet)?;
        while let Some(cell) = reader.next_cell()? {
            cells += 1;
            letters += match cell.get_value() {
                DataRef::String(text) => text.len(),
                DataRef::SharedString(text) => text.len(),
                _ => 0,
            };
        }
    }
    writeln!(std::io::stdout(), "{cells} cells, {letters} bytes of text")?;
    Ok(())
}
