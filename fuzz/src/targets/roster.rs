//! A roster file of any kind: read, checked and reported.

use std::collections::BTreeSet;
use std::io::{Cursor, Write};
use std::sync::LazyLock;

use chrono::DateTime;
use clap::Parser;
use dect_roster::command::cli::{Cli, Command};
use dect_roster::command::options;
use dect_roster::device::Device;
use dect_roster::finding::{Collector, Place, Severity};
use dect_roster::input::{self, InputError, MAX_COLUMNS, Sheet, Source};
use dect_roster::report;
use dect_roster::roster::Roster;
use dect_roster::settings::{Clock, Format, Options, ReadOptions};
use dect_roster::site;
use dect_roster::validate;
use dect_roster::validate::devices::Devices;
use dect_roster::value::Field;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::file;
use super::render::built_in;

/// What stands between the parts of a workbook that is put together from the fuzzer's bytes.
const BETWEEN_PARTS: &[u8] = b"--part--";

pub fn roster_csv(bytes: &[u8]) {
    examine("roster.csv", bytes);
    quotes_change_nothing(bytes);
}

/// A text without quotes is read in a quick way of its own. An empty cell in quotes, on a line behind
/// all others, makes it be read in the careful way.
fn quotes_change_nothing(bytes: &[u8]) {
    let is_other = |text: &str| text.contains(['"', '\0']) || text.contains("sep=");
    if std::str::from_utf8(bytes).map_or(true, is_other) {
        return;
    }
    let options = ReadOptions {
        delimiter: Some(b','),
        ..ReadOptions::default()
    };
    let read = |bytes: &[u8]| input::read(&Source::Path(file("roster.csv", bytes)), &options);
    match (read(bytes), read(&[bytes, b"\n\"\""].concat())) {
        (Ok(quick), Ok(careful)) => assert!(
            quick.iter().map(cells).eq(careful.iter().map(cells)),
            "the quick way reads other cells"
        ),
        (Err(_), Err(_)) => {}
        (Ok(_), Err(error)) | (Err(error), Ok(_)) => panic!("only in one way: {error}"),
    }
}

/// The first byte says which kind of workbook the others are. A fuzzer that changes a byte of an
/// archive nearly always breaks a checksum, so in three kinds the bytes are the parts of a workbook,
/// which becomes an archive here.
pub fn roster_workbook(bytes: &[u8]) {
    let Some((kind, bytes)) = bytes.split_first() else {
        return;
    };
    match kind % 7 {
        0 => examine("roster.xlsx", bytes),
        1 => examine("roster.xlsb", bytes),
        2 => examine("roster.xls", bytes),
        3 => examine("roster.ods", bytes),
        4 => examine("roster.xlsx", &archive(&XLSX, bytes)),
        5 => examine("roster.xlsb", &archive(&XLSB, bytes)),
        _ => examine("roster.ods", &archive(&ODS, bytes)),
    }
}

/// The parts of a workbook: those that are always the same, and those that the fuzzer gives.
struct Parts {
    fixed: &'static [(&'static str, &'static [u8])],
    given: &'static [&'static str],
}

const XLSX: Parts = Parts {
    fixed: &[
        (
            "xl/workbook.xml",
            b"<workbook xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">\
              <sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            b"<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\" \
              Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\"/>\
              </Relationships>",
        ),
    ],
    given: &["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"],
};

const XLSB: Parts = Parts {
    fixed: &[
        (
            "xl/workbook.bin",
            // One visible sheet "S" with the relation "rId1", then the end of the sheets.
            b"\x9C\x01\x1A\0\0\0\0\x01\0\0\0\x04\0\0\0r\0I\0d\x001\0\x01\0\0\0S\0\x90\x01\0",
        ),
        (
            "xl/_rels/workbook.bin.rels",
            b"<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.bin\"/></Relationships>",
        ),
    ],
    given: &["xl/worksheets/sheet1.bin", "xl/sharedStrings.bin", "xl/styles.bin"],
};

const ODS: Parts = Parts {
    fixed: &[
        (
            "mimetype",
            b"application/vnd.oasis.opendocument.spreadsheet",
        ),
        ("META-INF/manifest.xml", b"<manifest/>"),
    ],
    given: &["content.xml"],
};

fn archive(parts: &Parts, bytes: &[u8]) -> Vec<u8> {
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let mut rest = Some(bytes);
    let given = parts.given.iter().filter_map(|name| {
        let bytes = rest?;
        let at = bytes
            .windows(BETWEEN_PARTS.len())
            .position(|window| window == BETWEEN_PARTS);
        rest = at.map(|at| &bytes[at + BETWEEN_PARTS.len()..]);
        Some((*name, at.map_or(bytes, |at| &bytes[..at])))
    });
    for (name, part) in parts.fixed.iter().copied().chain(given) {
        archive.start_file(name, stored).unwrap();
        archive.write_all(part).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// The options of a run without a config.
static OPTIONS: LazyLock<Options> = LazyLock::new(|| {
    let arguments = ["dect-roster", "check", "roster.csv"];
    let Command::Check { run } = Cli::try_parse_from(arguments).unwrap().command else {
        unreachable!("check was asked for");
    };
    let clock = Clock::Fixed(DateTime::from_timestamp(1_764_000_000, 0).unwrap());
    options::resolve(run, None, clock).unwrap()
});

fn examine(name: &str, bytes: &[u8]) {
    let source = Source::Path(file(name, bytes));
    let read = || input::read(&source, &ReadOptions::default());
    match (read(), read()) {
        (Ok(sheets), Ok(again)) => {
            assert!(
                sheets.iter().map(cells).eq(again.iter().map(cells)),
                "read once and again, the cells differ"
            );
            check(sheets);
        }
        (Err(error), Err(again)) => {
            assert_eq!(error.to_string(), again.to_string());
            assert!(!InputError::help(&error).is_empty());
        }
        (Ok(_), Err(error)) | (Err(error), Ok(_)) => panic!("only once: {error}"),
    }
}

/// All that a sheet holds: row, column, and what is in the cell.
fn cells(sheet: &Sheet) -> Vec<(u32, u16, input::Cell<'_>)> {
    sheet
        .rows()
        .flat_map(|row| row.cells().map(move |(at, cell)| (row.number(), at, cell)))
        .collect()
}

fn check(sheets: Vec<Sheet>) {
    let mut found = Collector::new(&OPTIONS.rules);
    let roster = Roster::new(sheets, &OPTIONS.reading, &mut found);
    let found = found.into_findings();
    let validated = validate::roster(&roster, Devices::default(), &OPTIONS.rules);
    let (identities, findings) = (validated.identities, validated.findings);

    let mut refused = BTreeSet::new();
    for finding in findings.iter().chain(&found) {
        for place in [Some(finding.place), finding.related].into_iter().flatten() {
            is_inside(&roster, place);
        }
        assert!(!finding.problem.message().is_empty());
        if let (Severity::Error, Place::Roster { sheet, row, .. }) =
            (finding.severity, finding.place)
        {
            refused.insert((sheet, row));
        }
    }
    // A roster whose header is wrong is not used, so its rows need no findings of their own.
    let usable = found
        .iter()
        .all(|finding| finding.severity != Severity::Error);
    let read = identities.len() + validated.left_out.len();
    let rows: usize = roster.tables().map(|table| table.rows().len()).sum();
    assert!(read <= rows, "more rows than there are");
    for identity in &identities {
        let handset = validate::handset(&roster, &validated.joined, identity.row, &OPTIONS.rules);
        let row = roster
            .table_with(identity.row)
            .unwrap()
            .row(identity.row.index);
        if identity.accepted {
            let handset = handset.expect("an accepted row is a handset");
            assert_eq!(Some(handset.base), identity.base);
            assert_eq!(handset.ipui, identity.ipui);
            assert_eq!(handset.position, identity.position);
            assert_eq!(Some(&handset.extension), identity.extension.as_ref());
        } else if usable {
            assert!(
                refused.contains(&(identity.row.sheet, row.number())),
                "row {} is refused in silence",
                row.number()
            );
        }
    }
    no_password_is_shown(&roster);
    reports_are_well_formed(&roster, found);
}

fn is_inside(roster: &Roster, place: Place) {
    let Place::Roster { sheet, row, column } = place else {
        panic!("a finding about a file in place: {place:?}");
    };
    let sheet = &roster.sheets()[sheet as usize];
    assert!(row == 0 || sheet.row_by_number(row).is_some(), "{place:?}");
    assert!(
        column.is_none_or(|column| row > 0 && column < MAX_COLUMNS),
        "{place:?}"
    );
}

fn no_password_is_shown(roster: &Roster) {
    for table in roster.tables() {
        let Some(password) = table.header.column(Field::Password) else {
            continue;
        };
        for index in table.rows() {
            let row = table.row(index);
            let secret = row.cell(password).text.trim();
            if secret.is_empty() {
                continue;
            }
            for (column, _) in row.cells() {
                let shown = roster.shown_value(Place::cell(table.number, row.number(), column));
                let Some(shown) = shown else { continue };
                assert!(column != password, "the password cell is shown");
                let given_away = shown.trim() == secret
                    || secret.chars().filter(|c| c.is_alphanumeric()).count() >= 4
                        && shown.contains(secret);
                assert!(!given_away, "a cell with the password is shown");
            }
        }
    }
}

fn reports_are_well_formed(roster: &Roster, found: Vec<dect_roster::finding::Finding>) {
    let outcome = site::check(roster, built_in(Device::DEFAULT), &OPTIONS, found);
    let written = |format| {
        let mut out = Vec::new();
        report::write(format, &outcome, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    let text = written(Format::Csv);
    let mut records = 0;
    for record in csv::Reader::from_reader(text.as_bytes()).into_records() {
        records += 1;
        for cell in &record.unwrap() {
            let begins = cell.trim_start().chars().next();
            assert!(
                !begins.is_some_and(|c| "=+-@".contains(c)),
                "a formula: {cell}"
            );
        }
    }
    assert_eq!(records, outcome.findings.len());

    let text = written(Format::Json);
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert!(json.is_object());

    let html = written(Format::Html);
    assert!(html.trim_end().ends_with("</html>"));

    let mut out = Vec::new();
    report::terminal::write(&outcome, &mut out, 80, report::Closing::default()).unwrap();
    let text = String::from_utf8(out).unwrap();
    // The program's own colours begin with ESC, `[` and a digit, and end with `m`.
    let bare = text.split('\u{1b}').enumerate().all(|(part, text)| {
        let text = if part == 0 {
            text
        } else {
            let codes = text.strip_prefix('[').and_then(|text| text.split_once('m'));
            let (codes, after) = codes.expect("a colour");
            let of_colour = |byte: u8| byte.is_ascii_digit() || byte == b';';
            assert!(codes.bytes().all(of_colour), "no colour: {codes}");
            after
        };
        text.chars().all(|c| c == '\n' || !c.is_control())
    });
    assert!(bare, "a control character on a terminal");
}
