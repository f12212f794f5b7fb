//! Reads real workbooks, made by LibreOffice and others; see `fixtures/workbooks/make.py`.

use std::fmt::Write as _;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use dect_roster::input::{
    Cell, CellKind, Fault, InputError, Sheet, SheetKind, Source, Standing, read,
};
use dect_roster::settings::ReadOptions;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/workbooks")
        .join(name)
}

fn open(path: PathBuf, sheets: &[&str]) -> Result<Vec<Sheet>, InputError> {
    let options = ReadOptions {
        sheets: sheets.iter().map(|&name| name.to_owned()).collect(),
        ..ReadOptions::default()
    };
    read(&Source::Path(path), &options)
}

fn sheets(name: &str) -> Vec<Sheet> {
    open(fixture(name), &[]).unwrap()
}

fn fault(path: PathBuf) -> InputError {
    let error = open(path, &[]).unwrap_err();
    assert!(!error.help().is_empty());
    error
}

/// A copy of a fixture under a name that does not fit it.
fn disguised(folder: &Path, content: &str, name: &str) -> PathBuf {
    let path = folder.join(name);
    fs::copy(fixture(content), &path).unwrap();
    path
}

/// The names of the sheets that belong to the roster.
fn names(sheets: &[Sheet]) -> Vec<&str> {
    standing(sheets, Standing::Read)
}

fn standing(sheets: &[Sheet], standing: Standing) -> Vec<&str> {
    let sheets = sheets.iter().filter(|sheet| sheet.standing() == standing);
    sheets.filter_map(Sheet::name).collect()
}

fn named<'a>(sheets: &'a [Sheet], name: &str) -> &'a Sheet {
    let mut sheets = sheets.iter();
    sheets.find(|sheet| sheet.name() == Some(name)).unwrap()
}

fn at<'a>(sheet: &'a Sheet, place: &str) -> Cell<'a> {
    let (column, row) = place.split_at(1);
    let column = u16::from(column.as_bytes()[0] - b'A');
    sheet
        .row_by_number(row.parse().unwrap())
        .map_or(Cell::EMPTY, |row| row.cell(column))
}

#[track_caller]
fn assert_cell(sheet: &Sheet, place: &str, kind: CellKind, text: &str) {
    let cell = at(sheet, place);
    let file = sheet.file();
    assert_eq!((cell.kind, cell.text), (kind, text), "{place} of {file}");
}

#[test]
fn text_columns_are_the_same_in_every_format() {
    for ending in ["xlsx", "xls", "ods"] {
        let name = format!("roster.{ending}");
        let sheets = sheets(&name);
        assert_eq!(names(&sheets), ["roster"]);
        let sheet = &sheets[0];
        assert!(sheet.file().ends_with(&name));
        assert_eq!(sheet.kind(), SheetKind::Workbook);
        let numbers: Vec<_> = sheet.rows().map(|row| row.number()).collect();
        assert_eq!(numbers, [1, 2, 3, 5]);
        assert_cell(sheet, "A1", CellKind::Text, "extension");
        assert_cell(sheet, "A2", CellKind::Text, "0101");
        assert_cell(sheet, "B2", CellKind::Text, " p;a,s\"s ");
        assert_cell(sheet, "C2", CellKind::Text, "Jörg Straße");
        assert_cell(sheet, "B3", CellKind::Text, "0000123");
        assert_cell(sheet, "C3", CellKind::Text, "Zoë €uro");
        assert_cell(sheet, "D3", CellKind::Text, "0298765E12");
        assert_cell(sheet, "B5", CellKind::Text, "=1+1");
        assert_cell(sheet, "C5", CellKind::Text, "line one\nline two");
        assert_cell(sheet, "E5", CellKind::Text, "7C2F80123456");
        assert_cell(sheet, "F5", CellKind::Empty, "");
    }
}

#[test]
fn cells_keep_their_place_and_their_kind() {
    for ending in ["xlsx", "xls", "ods"] {
        let sheets = sheets(&format!("layout.{ending}"));
        let sheet = &sheets[0];
        let numbers: Vec<_> = sheet.rows().map(|row| row.number()).collect();
        assert_eq!(numbers, [2, 4, 5, 7, 8], "{ending}");
        assert_cell(sheet, "C2", CellKind::Text, "Handsets of the north site");
        assert_cell(sheet, "D2", CellKind::Empty, "");
        assert_cell(sheet, "F4", CellKind::Text, "flag");
        assert_cell(sheet, "C5", CellKind::Text, "0101");
        assert_cell(sheet, "D5", CellKind::Number, "1460156577");
        assert_cell(sheet, "E5", CellKind::Date, "2017-04-24T11:42:00");
        // LibreOffice writes the other column as the numbers 1 and 0.
        let flag = if ending == "ods" { "G" } else { "F" };
        assert_cell(sheet, &format!("{flag}5"), CellKind::Boolean, "TRUE");
        assert_cell(sheet, &format!("{flag}7"), CellKind::Boolean, "FALSE");
        assert_cell(sheet, "D7", CellKind::Number, "298765000000000000");
        assert_cell(sheet, "E7", CellKind::Date, "2017-04-24");
        assert_cell(sheet, "C8", CellKind::Error, "#N/A");
        assert_cell(sheet, "D8", CellKind::Error, "#DIV/0!");
        assert_cell(sheet, "E8", CellKind::Number, "2");
        assert_cell(sheet, "F8", CellKind::Text, "101");
    }
}

#[test]
fn hidden_sheets_belong_to_the_roster_only_when_named() {
    for ending in ["xlsx", "xls", "ods"] {
        let path = fixture(&format!("layout.{ending}"));
        let visible = open(path.clone(), &[]).unwrap();
        assert_eq!(names(&visible), ["Site North", "Empty", "Last"]);
        assert_eq!(standing(&visible, Standing::Hidden), ["Hidden"]);
        assert!(named(&visible, "Empty").is_empty());
        assert_cell(named(&visible, "Last"), "B3", CellKind::Text, "seen");
        let chosen = open(path, &["last", "Hidden"]).unwrap();
        assert_eq!(names(&chosen), ["Hidden", "Last"]);
        assert_eq!(
            standing(&chosen, Standing::NotChosen),
            ["Site North", "Empty"]
        );
        assert_cell(named(&chosen, "Hidden"), "A1", CellKind::Text, "kept out");
    }
}

#[test]
fn a_sheet_that_is_not_there_is_an_error_that_lists_the_others() {
    let error = open(fixture("layout.ods"), &["Nord"]).unwrap_err();
    let message = error.to_string();
    let expected =
        "no worksheet named \"Nord\"; it has \"Site North\", \"Hidden\", \"Empty\", \"Last\"";
    assert!(message.ends_with(expected), "{message}");
}

#[test]
fn a_cell_in_the_last_corner_costs_nothing() {
    let path = fixture("corner.xlsx");
    let sheets = open(path.clone(), &[]).unwrap();
    assert_eq!(
        names(&sheets),
        ["Corner"],
        "the others are hidden, or a chart"
    );
    assert_eq!(
        standing(&sheets, Standing::Hidden).last(),
        Some(&"Very hidden")
    );
    let numbers: Vec<_> = sheets[0].rows().map(|row| row.number()).collect();
    assert_eq!(numbers, [1, 2, 1_048_576]);
    let last = sheets[0].row_by_number(1_048_576).unwrap();
    assert_eq!(last.cell(16_383).text, "last");
    assert_eq!(
        names(&open(path.clone(), &["Very hidden"]).unwrap()),
        ["Very hidden"]
    );
    assert!(open(path, &["Chart"]).is_err());
}

#[test]
fn a_formula_without_a_stored_value_is_not_an_empty_cell() {
    assert_cell(&sheets("corner.xlsx")[0], "B2", CellKind::Formula, "");
}

#[test]
fn an_encrypted_workbook_is_an_error_with_its_cure() {
    let error = fault(fixture("locked.xlsx"));
    assert!(matches!(error.fault, Fault::PasswordProtected));
    assert!(error.help().contains("File > Info > Protect"));
}

#[test]
fn a_name_that_does_not_fit_the_content_is_an_error_that_says_both() {
    let folder = tempfile::tempdir().unwrap();
    let cases = [
        ("roster.xlsx", "a.xls", "a zip archive", ".xls"),
        ("roster.xls", "b.xlsx", ".xls)", ".xlsx"),
        ("roster.ods", "c.xlsx", ".ods)", ".xlsx"),
        ("roster.xlsx", "d.xlsb", ".xlsx)", ".xlsb"),
        ("roster.xlsx", "e.ods", ".xlsx)", ".ods"),
        ("roster.xlsx", "f.csv", "a zip archive", "text"),
        ("make.py", "g.xlsx", "delimited text", ".xlsx"),
    ];
    for (content, name, found, expected) in cases {
        let message = fault(disguised(folder.path(), content, name)).to_string();
        let (before, after) = message.split_once(": its content is ").unwrap();
        assert!(before.contains(expected), "{message}");
        let found = if name == "a.xls" { ".xlsx)" } else { found };
        assert!(after.contains(found), "{message}");
    }
    let page = folder.path().join("h.xls");
    fs::write(&page, "<html><table><tr><td>101").unwrap();
    assert!(fault(page).to_string().ends_with("a web page (HTML)"));
}

#[test]
fn a_cut_off_workbook_is_damaged_and_a_missing_one_cannot_be_read() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["roster.xlsx", "roster.xls", "roster.ods"] {
        let whole = fs::read(fixture(name)).unwrap();
        let path = folder.path().join(name);
        fs::write(&path, &whole[..whole.len() / 2]).unwrap();
        let error = fault(path);
        assert!(matches!(error.fault, Fault::Damaged(_)), "{name}: {error}");
        assert!(std::error::Error::source(&error).is_some());
    }
    let error = fault(folder.path().join("none.xlsx"));
    assert!(matches!(error.fault, Fault::Io(_)));
    let error = fault(folder.path().join("roster.numbers"));
    assert!(error.help().contains(".xlsx"));
}

#[test]
fn a_text_file_is_one_sheet_without_a_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roster.TSV");
    fs::write(&path, "a,b\tc\n1,2\t3\n").unwrap();
    let sheets = open(path, &["any"]).unwrap();
    assert_eq!((sheets.len(), sheets[0].name()), (1, None));
    assert_eq!(sheets[0].kind(), SheetKind::Text);
    assert_cell(&sheets[0], "B2", CellKind::Text, "3");
}

/// Writes the sheet by this function, and reads it back.
fn made(fill: impl Fn(&mut rust_xlsxwriter::Worksheet)) -> Sheet {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("made.xlsx");
    let mut book = rust_xlsxwriter::Workbook::new();
    fill(book.add_worksheet());
    book.save(&path).unwrap();
    open(path, &[]).unwrap().remove(0)
}

/// Every cell as its row, its column and its text.
fn cells(sheet: &Sheet) -> Vec<(u32, u16, &str)> {
    let rows = sheet.rows();
    rows.flat_map(|row| {
        let cells = row.cells();
        cells.map(move |(column, cell)| (row.number(), column, cell.text))
    })
    .collect()
}

#[test]
fn a_merged_cell_holds_its_value_for_each_row_that_has_something_else() {
    let sheet = made(|sheet| {
        let format = rust_xlsxwriter::Format::new();
        // Over two columns, and down far below the last row.
        sheet.merge_range(0, 0, 1, 1, "title", &format).unwrap();
        sheet.write(1, 2, "x").unwrap();
        sheet.merge_range(2, 1, 99, 1, "mac", &format).unwrap();
        sheet.merge_range(2, 3, 4, 3, "site", &format).unwrap();
        sheet.write(2, 2, "a").unwrap();
        sheet.write(3, 0, "b").unwrap();
        sheet.write(5, 2, "c").unwrap();
    });
    assert_eq!(
        cells(&sheet),
        [
            (1, 0, "title"),
            (2, 0, "title"),
            (2, 2, "x"),
            (3, 1, "mac"),
            (3, 2, "a"),
            (3, 3, "site"),
            (4, 0, "b"),
            (4, 1, "mac"),
            (4, 3, "site"),
            (6, 1, "mac"),
            (6, 2, "c"),
        ]
    );
}

#[test]
fn a_title_over_several_columns_and_one_row_stays_where_it_is() {
    let sheet = made(|sheet| {
        let format = rust_xlsxwriter::Format::new();
        sheet.merge_range(0, 0, 0, 3, "title", &format).unwrap();
        sheet.write(1, 2, "x").unwrap();
    });
    assert_eq!(cells(&sheet), [(1, 0, "title"), (2, 2, "x")]);
}

#[test]
fn merged_cells_of_other_formats_hold_their_value_too() {
    for ending in ["xlsx", "xls", "ods"] {
        let sheets = sheets(&format!("merged.{ending}"));
        let cells = cells(&sheets[0]);
        let macs = cells.iter().filter(|cell| cell.1 == 4).map(|cell| cell.2);
        let north = ["7C2F80123456"; 3];
        let south = ["7C2F80A41C07"; 2];
        let expected: Vec<_> = ["base_mac"].into_iter().chain(north).chain(south).collect();
        assert_eq!(macs.collect::<Vec<_>>(), expected, "{ending}");
        let numbers: Vec<_> = sheets[0].rows().map(|row| row.number()).collect();
        assert_eq!(numbers, [1, 3, 4, 5, 6, 8, 9], "{ending}");
    }
}

/// A workbook whose sheet has this XML in it.
fn save_xlsx(path: &Path, sheet: &str) {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet();
    let bytes = std::io::Cursor::new(book.save_to_buffer().unwrap());
    let mut from = zip::ZipArchive::new(bytes).unwrap();
    let mut to = zip::ZipWriter::new(fs::File::create(path).unwrap());
    for index in 0..from.len() {
        let mut part = from.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        to.start_file(&*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        if name.ends_with("sheet1.xml") {
            let frame = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
            write!(to, "<worksheet xmlns=\"{frame}\">{sheet}</worksheet>").unwrap();
        } else {
            std::io::copy(&mut part, &mut to).unwrap();
        }
    }
    to.finish().unwrap();
}

#[test]
fn columns_merged_over_all_rows_end_in_an_error_and_not_in_all_memory() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("all.xlsx");
    let long = "x".repeat(20_000);
    let (mut first, mut merged) = (String::new(), String::new());
    for letter in 'A'..='Z' {
        write!(first, "<c r=\"{letter}1\" t=\"str\"><v>{long}</v></c>").unwrap();
        write!(merged, "<mergeCell ref=\"{letter}1:{letter}1048576\"/>").unwrap();
    }
    // Rows with nothing but what is merged over them, and rows with a cell beside that.
    for (column, refused) in [("A", false), ("AA", true)] {
        let mut rows = String::new();
        for row in 2..2000 {
            write!(
                rows,
                "<row r=\"{row}\"><c r=\"{column}{row}\"><v>1</v></c></row>"
            )
            .unwrap();
        }
        let sheet = format!(
            "<sheetData><row r=\"1\">{first}</row>{rows}</sheetData><mergeCells>{merged}</mergeCells>"
        );
        save_xlsx(&path, &sheet);
        match open(path.clone(), &[]) {
            Err(error) => {
                assert!(refused);
                assert!(error.to_string().ends_with("is too large"), "{error}");
            }
            Ok(sheets) => assert_eq!(sheets[0].len(), usize::from(!refused)),
        }
    }
}

#[test]
fn all_cells_of_a_long_sheet_are_there_in_their_order() {
    let sheet = made(|sheet| {
        let format = rust_xlsxwriter::Format::new();
        for row in 0..7001 {
            sheet.write(row, 0, format!("a{row}")).unwrap();
            sheet.write(row, 2, row).unwrap();
            if row % 100 == 99 {
                let base = format!("base{}", row / 100);
                sheet
                    .merge_range(row - 99, 1, row, 1, &base, &format)
                    .unwrap();
            }
        }
    });
    let cells = cells(&sheet);
    assert_eq!(cells.len(), 21_002);
    let rows = cells.chunk_by(|cell, other| cell.0 == other.0);
    for (row, cells) in (0..).zip(rows) {
        let texts = [
            (0, format!("a{row}")),
            (1, format!("base{}", row / 100)),
            (2, row.to_string()),
        ];
        let expected = texts.iter().filter(|cell| row < 7000 || cell.0 != 1);
        let expected = expected.map(|(column, text)| (row + 1, *column, text.as_str()));
        assert_eq!(cells, expected.collect::<Vec<_>>());
    }
}

#[test]
fn of_several_faults_of_a_sheet_the_first_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("faulty.xlsx");
    // What is no number only the reader sees, and cells that are not in order only who keeps them.
    let no_number = |row: u32| format!("<c r=\"B{row}\" t=\"s\"><v>x</v></c>");
    let backwards = |row: u32| format!("<c r=\"A{}\"><v>2</v></c>", row - 1);
    for rows in [10, 9000, 20_000] {
        for (first, second) in [
            (rows / 2, rows / 2 + 1),
            (rows / 2, rows),
            (rows - 1, rows),
            (3, rows),
        ] {
            for order_first in [true, false] {
                let [order, number] = if order_first {
                    [first, second]
                } else {
                    [second, first]
                };
                let mut sheet = String::from("<sheetData>");
                for row in 1..=rows {
                    let fault = match row {
                        _ if row == order => backwards(row),
                        _ if row == number => no_number(row),
                        _ => String::new(),
                    };
                    let cell = format!("<c r=\"A{row}\"><v>1</v></c>{fault}");
                    write!(sheet, "<row r=\"{row}\">{cell}</row>").unwrap();
                }
                save_xlsx(&path, &format!("{sheet}</sheetData>"));
                let error = fault(path.clone());
                let expected = format!("the cells of row {} are not in order", order - 1);
                let said = format!("{error}: {error:?}");
                assert_eq!(said.contains(&expected), order_first, "{rows}: {said}");
            }
        }
    }
}

/// An `.ods` with this content and this list of its parts.
fn save_ods(path: &Path, manifest: &str, content: &str) {
    let mut archive = zip::ZipWriter::new(fs::File::create(path).unwrap());
    for (name, part) in [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", manifest),
        ("content.xml", content),
    ] {
        let options = zip::write::SimpleFileOptions::default();
        let stored = options.compression_method(zip::CompressionMethod::Stored);
        archive.start_file(name, stored).unwrap();
        archive.write_all(part.as_bytes()).unwrap();
    }
    archive.finish().unwrap();
}

#[test]
fn an_ods_whose_table_never_ends_is_damaged_and_not_read_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    let table = "<a><table:table table:name=\"S\">";
    let cell = "<table:table-row><table:table-cell office:value-type=\"string\">";
    for (number, content) in [
        table.to_owned(),
        format!("{table}</a>"),
        format!("{table}{cell}<office:annotation>"),
        "<a><table:named-expressions>".to_owned(),
    ]
    .iter()
    .enumerate()
    {
        let path = folder.path().join(format!("{number}.ods"));
        save_ods(&path, "<manifest/>", content);
        let (send, receive) = mpsc::channel();
        thread::spawn(move || send.send(open(path, &[])));
        let result = receive.recv_timeout(Duration::from_secs(60)).unwrap();
        let is_damaged = matches!(
            &result,
            Err(InputError {
                fault: Fault::Damaged(_),
                ..
            })
        );
        assert!(is_damaged, "{content}: {result:?}");
    }
}

#[test]
fn an_encrypted_ods_is_not_taken_for_a_damaged_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("locked.ods");
    let manifest = "<manifest:manifest><manifest:file-entry manifest:full-path=\"content.xml\">\
        <manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
    save_ods(&path, manifest, "<\u{1}\u{2}<<");
    let error = fault(path);
    assert!(matches!(error.fault, Fault::PasswordProtected), "{error}");
}
