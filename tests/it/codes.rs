//! One entry for every code: a roster that produces it at an exact place, and a near miss that must
//! not produce it.

pub mod cases;

use std::collections::BTreeSet;

use dect_roster::finding::{Code, Group, Severity};
use dect_roster::value::Field;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};

use crate::harness::{Given, given, repository};

/// A code, what produces it and where, and what must not.
pub struct Case {
    pub code: &'static str,
    severity: Severity,
    pub given: Given,
    /// The places in the report, `file`, `file:cell` or `file#sheet`.
    at: Vec<String>,
    near: Given,
}

/// What stands in a cell.
#[derive(Clone, Copy)]
enum Cell<'a> {
    Text(&'a str),
    Number(f64),
    Date,
    True,
    Formula(&'a str),
}

/// Two rows that are right, with every column.
pub const ROWS: [[&str; Field::COLUMNS.len()]; 2] = [
    [
        "101",
        "Secret-1",
        "Ada",
        "029E74A599",
        "7C2F80123456",
        "",
        "",
        "",
        "",
        "",
    ],
    [
        "102",
        "Secret-2",
        "Bo",
        "02B6EC8AA5",
        "7C2F80123456",
        "",
        "",
        "",
        "",
        "",
    ],
];

/// The rows as a workbook; the second one has this cell. Row and column are those of the file.
fn workbook_with(field: Field, cell: Cell<'_>) -> Given {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    write_rows(sheet);
    let (row, column) = (2, field as u16);
    match cell {
        Cell::Text(text) => sheet.write_string(row, column, text),
        Cell::Number(number) => sheet.write_number(row, column, number),
        Cell::Date => sheet.write_datetime_with_format(
            row,
            column,
            ExcelDateTime::from_ymd(2017, 4, 24).unwrap(),
            &Format::new().set_num_format("yyyy-mm-dd"),
        ),
        Cell::True => sheet.write_boolean(row, column, true),
        Cell::Formula(result) => {
            sheet.write_formula(row, column, Formula::new("=X1").set_result(result))
        }
    }
    .unwrap();
    given().file("roster.xlsx", book.save_to_buffer().unwrap())
}

/// A workbook of another program, for the one that writes those above always stores a result.
fn never_calculated() -> Given {
    let fixture = repository("tests/fixtures/workbooks/formula.xlsx");
    given().file("roster.xlsx", std::fs::read(fixture).unwrap())
}

fn write_rows(sheet: &mut Worksheet) {
    let header = Field::COLUMNS.map(Field::name);
    for (row, cells) in (0..).zip([header, ROWS[0], ROWS[1]]) {
        for (column, text) in (0..).zip(cells) {
            sheet.write_string(row, column, text).unwrap();
        }
    }
}

/// The rows as CSV, the second one with this text for a field.
fn csv_with(field: Field, text: &str) -> Given {
    let mut rows = ROWS;
    rows[1][field as usize] = text;
    csv(&rows)
}

fn csv(rows: &[[&str; Field::COLUMNS.len()]]) -> Given {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer
        .write_record(Field::COLUMNS.map(Field::name))
        .unwrap();
    for row in rows {
        writer.write_record(row).unwrap();
    }
    given().file("roster.csv", writer.into_inner().unwrap())
}

/// The two rows, with these texts for a field.
fn both_with(field: Field, texts: [&str; 2]) -> Given {
    let mut rows = ROWS;
    for (row, text) in rows.iter_mut().zip(texts) {
        row[field as usize] = text;
    }
    csv(&rows)
}

/// The cell of a field in the second row.
fn at(field: Field) -> String {
    let column = char::from(b'A' + field as u8);
    format!("{column}3")
}

/// A text in a CSV that is wrong, and one that is nearly the same and right.
fn text(code: &'static str, severity: Severity, field: Field, wrong: &str, right: &str) -> Case {
    Case {
        code,
        severity,
        given: csv_with(field, wrong),
        at: vec![format!("roster.csv:{}", at(field))],
        near: csv_with(field, right),
    }
}

/// The same in a workbook.
fn typed(
    code: &'static str,
    severity: Severity,
    field: Field,
    wrong: Cell<'_>,
    right: Cell<'_>,
) -> Case {
    Case {
        code,
        severity,
        given: workbook_with(field, wrong),
        at: vec![format!("roster.xlsx#Sheet1:{}", at(field))],
        near: workbook_with(field, right),
    }
}

/// Where a run finds a code, with the severity, and the exit code.
fn found(given: &Given, code: &str) -> (Vec<String>, BTreeSet<String>, i32) {
    let roster = if given.path("roster.xlsx").exists() {
        "roster.xlsx"
    } else {
        "roster.csv"
    };
    let then = given.when(&format!("build {roster} --out out --report found.csv"));
    let findings = then.findings("found.csv");
    let of_code = || {
        findings
            .iter()
            .filter(|finding| finding.get("code") == code)
    };
    let places = of_code().map(|finding| {
        let mut place = finding.get("file").to_owned();
        if !finding.get("sheet").is_empty() {
            place = format!("{place}#{}", finding.get("sheet"));
        }
        match (finding.get("cell"), finding.get("row")) {
            ("", "") => place,
            ("", row) => format!("{place}:row {row}"),
            (cell, _) => format!("{place}:{cell}"),
        }
    });
    let severities = of_code().map(|finding| finding.get("severity").to_owned());
    for finding in of_code() {
        assert!(!finding.get("message").is_empty() && !finding.get("help").is_empty());
    }
    (places.collect(), severities.collect(), then.code)
}

#[test]
fn every_code_is_found_at_its_place_and_not_in_a_near_miss() {
    for case in cases::all() {
        let code = case.code;
        if cfg!(windows) && code == "former-device" {
            continue; // There the names of both devices' files are one.
        }
        let (places, severities, exit_code) = found(&case.given, code);
        assert_eq!(places, case.at, "{code}");
        assert_eq!(
            severities,
            [case.severity.name().to_owned()].into(),
            "{code}"
        );
        let info = Code::from_name(code).unwrap().info();
        let expected = match (case.severity, info.group) {
            (Severity::Error, Group::Reading) => 2,
            (Severity::Error, _) => 1,
            // A base is held because of something else, and that is an error.
            _ => i32::from(code == "base-held"),
        };
        assert_eq!(exit_code, expected, "{code}");
        let (near, ..) = found(&case.near, code);
        assert!(near.is_empty(), "a near miss is {code} at {near:?}");
    }
}

#[test]
fn every_code_has_an_entry_above() {
    let tested: BTreeSet<_> = cases::all().iter().map(|case| case.code).collect();
    let known: BTreeSet<_> = Code::ALL.iter().map(|code| code.name()).collect();
    assert_eq!(tested, known);
}
