//! The empty roster as a workbook that keeps what is typed as it was typed.
//!
//! Every column is text down to the last row, so that no zero is lost and `0298765E12` does not
//! become a power of ten. What a cell refuses is never more than what the program refuses: Excel
//! cannot tell every spelling that the program takes from a wrong one, so a wrong length is all
//! that is seen while typing.

use rust_xlsxwriter::{
    Color, DataValidation, Format, FormatAlign, Formula, Note, Worksheet, XlsxError,
};

use crate::report::table::new_workbook;
use crate::roster::{EXAMPLE, INSTRUCTIONS};
use crate::value::Field;

/// The last row of a sheet, from 0.
const LAST_ROW: u32 = 1_048_575;
/// How a header marks a column that must be filled in; the reader does not see it.
const REQUIRED: &str = " *";

/// How long an IPUI or IPEI may be without its separators; the longest has a label, `0x` and
/// commas: `IPUI: 0x02, 0x9E, 0x74, 0xA5, 0x99`.
const IPUI_LENGTHS: (u32, u32) = (10, 40);
/// How long a MAC address may be without its separators; others that nobody sees may be left.
const MAC_LENGTHS: (u32, u32) = (12, 24);

/// The workbook as the bytes of a file.
pub(super) fn bytes() -> Result<Vec<u8>, XlsxError> {
    let mut workbook = new_workbook()?;
    roster(workbook.add_worksheet())?;
    example(workbook.add_worksheet())?;
    instructions(workbook.add_worksheet())?;
    workbook.save_to_buffer()
}

fn roster(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.set_name("Roster")?.set_freeze_panes(1, 0)?;
    let text = Format::new().set_num_format("@");
    for (column, field) in (0..).zip(Field::COLUMNS) {
        sheet
            .set_column_format(column, &text)?
            .set_column_width(column, width(field))?;
        let (name, paper) = if field.is_required() {
            (format!("{field}{REQUIRED}"), 0xD9_E2F3)
        } else {
            (field.name().to_owned(), 0xF2_F2F2)
        };
        let header = text.clone().set_bold().set_background_color(paper);
        sheet.write_string_with_format(0, column, name, &header)?;
        sheet.insert_note(0, column, &note(field))?;
        if let Some(rule) = validation(field, column)? {
            sheet.add_data_validation(1, column, LAST_ROW, column, &rule)?;
        }
    }
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, 0)?;
    Ok(())
}

fn width(field: Field) -> f64 {
    match field {
        Field::Password | Field::DisplayName | Field::FirstName | Field::LastName => 26.0,
        Field::Ipui | Field::BaseMac => 20.0,
        Field::AccountName => 18.0,
        Field::Extension | Field::Login | Field::Voicemail => 14.0,
        Field::Position | Field::Provider => 10.0,
    }
}

/// What goes into a column, in plain words.
fn meaning(field: Field) -> &'static str {
    match field {
        Field::Extension => {
            "The internal number of the user, such as 201. Zeros at its beginning stay. No two \
             users of one base may have the same."
        }
        Field::Password => {
            "The SIP password of the account, exactly as the telephone system has it. Do not fill \
             it down: the last digit would count up."
        }
        Field::DisplayName | Field::FirstName | Field::LastName => {
            "The name that callers see, such as Anna Berg."
        }
        Field::Ipui => {
            "The identity of the handset: ten characters from its packaging, or from *#06# on the \
             handset, such as 029E74A599. The IPEI, 12 or 13 digits such as 10727 0304537 3, is as \
             good."
        }
        Field::BaseMac => {
            "The MAC address from the label of the base (the DECT manager), twelve characters such \
             as 7C2F80123456. Repeat it in every row of that base. Do not fill it down: the last \
             digit would count up."
        }
        Field::Login => "The name with which the account signs in, where it is not the extension.",
        Field::Position => {
            "The number of the SIP account on the base's web page, 1 to 100. Leave it empty: then \
             every handset stays where it is, and a new one gets the first free place."
        }
        Field::Voicemail => "The number of the user's network mailbox, such as *2.",
        Field::Provider => {
            "The number of the SIP provider on the base, counted from 0. Leave it empty for the \
             first."
        }
        Field::AccountName => {
            "The name of the account in the base's own lists, where it is not the extension."
        }
    }
}

fn must(field: Field) -> &'static str {
    match field {
        // Without it the account is written, and the handset can be registered by hand.
        Field::Ipui => "Fill it in for every handset that is to register by itself.",
        field if field.is_required() => "Must be filled in.",
        _ => "May be left empty.",
    }
}

fn note(field: Field) -> Note {
    let text = format!("{}\n{}", meaning(field), must(field));
    let lines = text.chars().count().div_ceil(42) + 2;
    Note::new(text)
        .add_author_prefix(false)
        .set_font_size(9)
        .set_width(300)
        .set_height(u32::try_from(lines * 16).unwrap_or(200))
}

/// What a cell of the column refuses while somebody types, with the cure.
fn validation(field: Field, column: u16) -> Result<Option<DataValidation>, XlsxError> {
    let cell = crate::finding::cell_name(2, column);
    let (rule, title, message) = match field {
        Field::Ipui => (
            length(&cell, IPUI_LENGTHS),
            "This is no IPUI or IPEI",
            "An IPUI has 10 characters, 0 to 9 and A to F, such as 029E74A599. An IPEI has 12 \
             digits, or 13 with its check digit, such as 10727 0304537 3. Compare it with the \
             packaging, or press *#06# on the handset.",
        ),
        Field::BaseMac => (
            length(&cell, MAC_LENGTHS),
            "This is no MAC address",
            "A MAC address has 12 characters, 0 to 9 and A to F, such as 7C2F80123456 or \
             7C:2F:80:12:34:56. It is on the label of the base.",
        ),
        Field::Position => (
            format!(
                "=IFERROR(AND(VALUE({cell})>=1,VALUE({cell})<=100,MOD(VALUE({cell}),1)=0),FALSE)"
            ),
            "This is no position",
            "Type a whole number from 1 to 100, the number of the SIP account on the base's web \
             page. Or leave the cell empty: then the program finds the position.",
        ),
        _ => return Ok(None),
    };
    DataValidation::new()
        .allow_custom(Formula::new(rule))
        .set_error_title(title)?
        .set_error_message(message)
        .map(Some)
}

/// A formula: without what may stand between its digits, the cell has so many characters.
fn length(cell: &str, lengths: (u32, u32)) -> String {
    let (least, most) = lengths;
    let bare = [":", "-", ".", " "]
        .iter()
        .fold(cell.to_owned(), |text, sign| {
            format!("SUBSTITUTE({text},\"{sign}\",\"\")")
        });
    format!("=AND(LEN({bare})>={least},LEN({bare})<={most})")
}

/// Rows to look at. Its headers are sentences, which no reader takes for names of columns.
fn example(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    const FIELDS: [Field; 7] = [
        Field::Extension,
        Field::Password,
        Field::DisplayName,
        Field::Ipui,
        Field::BaseMac,
        Field::Position,
        Field::Voicemail,
    ];
    const ROWS: [&str; 3] = [
        "201,Invented-Ampfer-11,Anna Berg,029E74A599,7C2F80123456,,*2",
        "0012,Invented-Bingel-12,Workshop,0298765E12,7C2F80123456,,",
        "203,Invented-Dost-14,Jürgen Dahl,11118 0821925 6,7C:2F:80:12:34:56,7,",
    ];
    let text = Format::new().set_num_format("@");
    let bold = text
        .clone()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Top);
    let italic = Format::new().set_italic();
    sheet.set_name("Example")?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_row_height_pixels(2, 40)?;
    sheet.set_tab_color(Color::RGB(0xBF_BFBF));
    sheet.write_string_with_format(0, 0, EXAMPLE, &italic)?;
    for (column, field) in (0..).zip(FIELDS) {
        sheet.set_column_width(column, width(field))?;
        let header = format!("what goes into {field}");
        sheet.write_string_with_format(2, column, header, &bold)?;
    }
    for (row, values) in (3..).zip(ROWS) {
        for (column, value) in (0..).zip(values.split(',')) {
            sheet.write_string_with_format(row, column, value, &text)?;
        }
    }
    Ok(())
}

fn instructions(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let bold = wrapped.clone().set_bold();
    sheet.set_name("Instructions")?;
    sheet.set_tab_color(Color::RGB(0xBF_BFBF));
    sheet.set_column_width(0, 26)?.set_column_width(1, 80)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    let general = [
        (
            INSTRUCTIONS,
            "In the sheet Roster, one row for each handset. The blue columns with an asterisk are \
             needed, the grey ones are not. This sheet and the example are not read.",
        ),
        (
            "Copying",
            "When you paste from elsewhere, paste the values only (Paste Special, Unformatted \
             Text): else the columns stop being text, and zeros at the beginning get lost.",
        ),
        (
            "More columns",
            "You may add columns of your own to the right, such as Room; they are kept.",
        ),
        (
            "Check it",
            "dect-roster check FILE.xlsx --report REPORT.xlsx\nThe report is this workbook again, \
             with every faulty cell marked.",
        ),
        (
            "Passwords",
            "The filled-in file holds passwords: do not leave it where others can read it.",
        ),
        ("", ""),
    ];
    let general = general.map(|(what, text)| (what.to_owned(), text.to_owned()));
    let columns = Field::COLUMNS.map(|field| {
        let name = format!("The column {field}");
        (name, format!("{} {}", meaning(field), must(field)))
    });
    for (row, (what, text)) in (0..).zip(general.into_iter().chain(columns)) {
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
    use super::*;
    use crate::roster::{Aliases, Meaning};
    use crate::value::{Ipui, Mac};

    /// What the formula of [`length`] says of a text.
    fn passes(field: Field, text: &str) -> bool {
        let (least, most) = match field {
            Field::Ipui => IPUI_LENGTHS,
            _ => MAC_LENGTHS,
        };
        let bare = text.replace([':', '-', '.', ' '], "");
        (least..=most).contains(&u32::try_from(bare.encode_utf16().count()).unwrap())
    }

    #[test]
    fn a_formula_is_as_short_as_excel_wants_it() {
        let formula = length("D2", IPUI_LENGTHS);
        assert!(
            formula.starts_with("=AND(LEN(SUBSTITUTE(SUBSTITUTE("),
            "{formula}"
        );
        assert!(formula.ends_with(",\" \",\"\"))<=40)"), "{formula}");
        assert!(formula.len() <= 255, "{formula}");
    }

    #[test]
    fn every_spelling_that_the_program_takes_may_be_typed() {
        for text in [
            "029E74A599",
            "02 9E 74 A5 99",
            "029e74a599",
            "0x029E74A599",
            "0x2,0x9E,0x74,0xA5,0x99",
            "IPUI: 029E74A599",
            "IPUI: 0x02, 0x9E, 0x74, 0xA5, 0x99",
            "107270304537",
            "10727 0304537 3",
            "IPEI: 10727-0304537-3",
            "10727 0000000 *",
            "\u{a0}029E74A599\u{a0}",
        ] {
            assert!(text.trim().parse::<Ipui>().is_ok(), "{text}");
            assert!(passes(Field::Ipui, text), "{text}");
        }
        for text in [
            "7C2F80123456",
            "7c:2f:80:12:34:56",
            "7C-2F-80-12-34-56",
            "7C2F.8012.3456",
            " 7C 2F 80 12 34 56 ",
            "7C\u{a0}2F\u{a0}80\u{a0}12\u{a0}34\u{a0}56",
        ] {
            assert!(text.parse::<Mac>().is_ok(), "{text}");
            assert!(passes(Field::BaseMac, text), "{text}");
        }
        for text in ["029E74A59", "298765E12", "IPUI"] {
            assert!(!passes(Field::Ipui, text), "{text}");
        }
        for text in [
            "7C:2F:80:12:34:5",
            "7C2F8012345",
            "http://7C2F80123456.example/",
        ] {
            assert!(!passes(Field::BaseMac, text), "{text}");
        }
    }

    #[test]
    fn the_headers_of_the_roster_are_known_and_no_sentence_is() {
        let aliases = Aliases::default();
        for field in Field::COLUMNS {
            let meant = |header: &str| aliases.meaning(header).and_then(Meaning::alone);
            assert_eq!(meant(&format!("{field}{REQUIRED}")), Some(field));
            assert_eq!(meant(&format!("what goes into {field}")), None);
        }
    }

    #[test]
    fn the_same_program_writes_the_same_bytes() {
        assert_eq!(bytes().unwrap(), bytes().unwrap());
    }
}
