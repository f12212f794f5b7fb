//! The empty roster as a workbook that keeps what is typed as it was typed.
//!
//! Every column is text down to the last row, so that no zero is lost and `0298765E12` does not
//! become a power of ten.

use rust_xlsxwriter::{
    Color, DataValidation, Format, FormatAlign, Formula, Note, Worksheet, XlsxError,
};

use super::formula;
use super::texts::{Column, Language, Texts};
use crate::finding::{cell_name, column_name};
use crate::report::table::new_workbook;
use crate::roster::{EXAMPLES, INSTRUCTIONS};

/// The last row of a sheet, from 0.
const LAST_ROW: u32 = 1_048_575;
/// How a header marks a column that must be filled in; the reader does not see it.
const REQUIRED: &str = " *";

/// A sheet to fill in.
struct Table {
    columns: &'static [Column],
    /// Rows to look at; cells are separated by `|`.
    example: &'static [&'static str],
}

/// The sheets to fill in: handsets, accounts, bases.
const TABLES: [Table; 3] = [
    Table {
        columns: &[
            Column::Extension,
            Column::DisplayName,
            Column::Ipui,
            Column::Base,
            Column::Password,
            Column::Login,
            Column::Position,
            Column::Voicemail,
            Column::Provider,
            Column::AccountName,
        ],
        example: &[
            "201||029E74A599|Berlin||||*2",
            "0012||0298765E12|Berlin",
            "203|Jürgen Dahl|11118 0821925 6|7C:2F:80:65:43:21|Invented-Dost-14||7",
        ],
    },
    Table {
        columns: &[
            Column::Extension,
            Column::Password,
            Column::Login,
            Column::DisplayName,
        ],
        example: &[
            "201|Invented-Ampfer-11||Anna Berg",
            "0012|Invented-Bingel-12|auth0012|Bo Ek",
        ],
    },
    Table {
        columns: &[
            Column::BaseMac,
            Column::BaseName,
            Column::SipServer,
            Column::WindowStart,
            Column::WindowDuration,
            Column::Pin,
        ],
        example: &["7C2F80123456|Berlin|pbx.example|now|14d"],
    },
];

/// The workbook as the bytes of a file.
pub(super) fn bytes(language: Language) -> Result<Vec<u8>, XlsxError> {
    let texts = language.texts();
    let [handsets, accounts, bases, example_name, instructions_name] = texts.sheets;
    let mut workbook = new_workbook()?;
    for (name, table) in [handsets, accounts, bases].into_iter().zip(&TABLES) {
        fill_in(workbook.add_worksheet().set_name(name)?, table, texts)?;
        for (index, &column) in (0..).zip(table.columns) {
            let place = format!("'{name}'!${}", column_name(index));
            for (name, formula) in formula::names(column, &place) {
                workbook.define_name(name, &formula)?;
            }
        }
    }
    let sheet = workbook.add_worksheet().set_name(example_name)?;
    example(sheet, EXAMPLES[language as usize], texts)?;
    let sheet = workbook.add_worksheet().set_name(instructions_name)?;
    instructions(sheet, INSTRUCTIONS[language as usize], texts)?;
    workbook.save_to_buffer()
}

fn fill_in(sheet: &mut Worksheet, table: &Table, texts: &Texts) -> Result<(), XlsxError> {
    sheet.set_freeze_panes(1, 0)?;
    let text = Format::new().set_num_format("@");
    for (index, &column) in (0..).zip(table.columns) {
        sheet
            .set_column_format(index, &text)?
            .set_column_width(index, width(column))?;
        let (name, meaning) = texts.of(column);
        let (name, paper) = if is_required(column, table) {
            (format!("{name}{REQUIRED}"), 0xD9_E2F3)
        } else {
            (name.to_owned(), 0xF2_F2F2)
        };
        let header = text.clone().set_bold().set_background_color(paper);
        sheet.write_string_with_format(0, index, name, &header)?;
        let words = format!("{meaning}\n{}", must(column, table, texts));
        sheet.insert_note(0, index, &note(words))?;
        if let Some(rule) = validation(column, index, texts)? {
            sheet.add_data_validation(1, index, LAST_ROW, index, &rule)?;
        }
    }
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, 0)?;
    Ok(())
}

/// Whether the table's sheet is that of the handsets.
fn has_handsets(table: &Table) -> bool {
    table.columns.contains(&Column::Ipui)
}

fn is_required(column: Column, table: &Table) -> bool {
    match column {
        Column::Extension | Column::Ipui | Column::Base | Column::BaseMac => true,
        Column::Password => !has_handsets(table),
        _ => false,
    }
}

fn must(column: Column, table: &Table, texts: &Texts) -> &'static str {
    match column {
        Column::Ipui => texts.for_registering,
        Column::Password | Column::DisplayName | Column::Login if has_handsets(table) => {
            texts.unless_account
        }
        _ if is_required(column, table) => texts.required,
        _ => texts.optional,
    }
}

fn width(column: Column) -> f64 {
    match column {
        Column::Password | Column::DisplayName | Column::BaseName | Column::SipServer => 26.0,
        Column::Ipui | Column::Base | Column::BaseMac => 20.0,
        Column::WindowStart | Column::WindowDuration => 24.0,
        _ => 18.0,
    }
}

fn note(text: String) -> Note {
    let lines = text.chars().count().div_ceil(42) + 2;
    Note::new(text)
        .add_author_prefix(false)
        .set_font_size(9)
        .set_width(300)
        .set_height(u32::try_from(lines * 16).unwrap_or(200))
}

/// What a cell of the column refuses while somebody types, with the cure.
fn validation(
    column: Column,
    index: u16,
    texts: &Texts,
) -> Result<Option<DataValidation>, XlsxError> {
    let [ipui, mac, position] = texts.refusals;
    let (rule, (title, message)) = match column {
        Column::Ipui => ("=IFERROR(ipui_may_be,TRUE)".to_owned(), ipui),
        Column::BaseMac => ("=IFERROR(mac_may_be,TRUE)".to_owned(), mac),
        Column::Position => (formula::position(&cell_name(2, index)), position),
        _ => return Ok(None),
    };
    DataValidation::new()
        .allow_custom(Formula::new(rule))
        .set_error_title(title)?
        .set_error_message(message)
        .map(Some)
}

/// Rows to look at, one table below the other.
fn example(sheet: &mut Worksheet, title: &str, texts: &Texts) -> Result<(), XlsxError> {
    let text = Format::new().set_num_format("@");
    let bold = text.clone().set_bold();
    let header = bold
        .clone()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_background_color(0xF2_F2F2);
    let italic = Format::new().set_italic();
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_tab_color(Color::RGB(0xBF_BFBF));
    sheet.write_string_with_format(0, 0, title, &italic)?;
    let mut row = 2;
    for (name, table) in texts.sheets.iter().zip(&TABLES) {
        sheet.write_string_with_format(row, 0, *name, &bold)?;
        sheet.set_row_height_pixels(row + 1, 60)?;
        for (index, &column) in (0..).zip(table.columns) {
            let sentence = format!("{} {}", texts.goes_into, texts.of(column).0);
            sheet.set_column_width(index, 20)?;
            sheet.write_string_with_format(row + 1, index, sentence, &header)?;
        }
        row += 2;
        for values in table.example {
            for (index, value) in (0..).zip(values.split('|')) {
                sheet.write_string_with_format(row, index, value, &text)?;
            }
            row += 1;
        }
        row += 1;
    }
    Ok(())
}

fn instructions(sheet: &mut Worksheet, title: &str, texts: &Texts) -> Result<(), XlsxError> {
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let bold = wrapped.clone().set_bold();
    sheet.set_tab_color(Color::RGB(0xBF_BFBF));
    sheet.set_column_width(0, 26)?.set_column_width(1, 80)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    let [(_, first), general @ ..] = texts.instructions;
    let general = [(title, first)].into_iter().chain(general);
    let mut lines: Vec<(String, String)> = general
        .map(|(what, text)| (what.to_owned(), text.to_owned()))
        .collect();
    for (name, table) in texts.sheets.iter().zip(&TABLES) {
        lines.push((String::new(), String::new()));
        for &column in table.columns {
            let (header, meaning) = texts.of(column);
            let words = format!("{meaning} {}", must(column, table, texts));
            lines.push((format!("{name}: {header}"), words));
        }
    }
    for (row, (what, text)) in (0..).zip(lines) {
        let lines = text.lines().map(|line| line.chars().count().div_ceil(80));
        let height = lines.sum::<usize>().max(1);
        sheet.write_string_with_format(row, 0, what, &bold)?;
        sheet.write_string_with_format(row, 1, text, &wrapped)?;
        sheet.set_row_height_pixels(row, u32::try_from(height * 20).unwrap_or(60))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum;

    use super::*;
    use crate::roster::Aliases;

    #[test]
    fn sentences_of_the_example_are_no_headers() {
        let aliases = Aliases::default();
        for language in Language::value_variants() {
            let texts = language.texts();
            for column in TABLES.iter().flat_map(|table| table.columns) {
                let sentence = format!("{} {}", texts.goes_into, texts.of(*column).0);
                assert_eq!(aliases.meaning(&sentence), None, "{sentence}");
            }
        }
    }

    #[test]
    fn the_same_program_writes_the_same_bytes() {
        for &language in Language::value_variants() {
            assert_eq!(bytes(language).unwrap(), bytes(language).unwrap());
        }
    }
}
