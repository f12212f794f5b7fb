//! Workbooks of three formats from one description.

use std::fmt::Write as _;
use std::io::{Cursor, Write};

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::situations::people::fill;

/// A sheet: rows of cells.
#[derive(Clone)]
pub struct Sheet {
    name: String,
    rows: Vec<Vec<Cell>>,
    hidden: bool,
    /// From 0, of workbooks in `.xlsx` only.
    hidden_rows: Vec<u32>,
    hidden_columns: Vec<u16>,
    /// First and last row, first and last column, from 0.
    merged: Vec<(u32, u32, u16, u16)>,
}

#[derive(Clone, PartialEq)]
enum Cell {
    Empty,
    Text(String),
    Number(f64),
    Boolean(bool),
    Date(u16, u8, u8),
    /// A formula whose result is an error.
    Error,
    /// A formula and its result.
    Result(String),
}

/// A sheet whose rows are written with `|` between the cells, after braces are filled. A cell that
/// begins with `#` is a number, with `?` a truth value, with `@` a date, with `=` a formula with this
/// result; `!` is the error #N/A.
pub fn sheet(name: &str, rows: &[&str]) -> Sheet {
    let rows = rows.iter().map(|row| fill(row).split('|').map(cell).collect());
    Sheet {
        name: name.into(),
        rows: rows.collect(),
        hidden: false,
        hidden_rows: Vec::new(),
        hidden_columns: Vec::new(),
        merged: Vec::new(),
    }
}

fn cell(text: &str) -> Cell {
    if let Some(number) = text.strip_prefix('#') {
        return Cell::Number(number.parse().unwrap());
    }
    if let Some(date) = text.strip_prefix('@') {
        let parts: Vec<u16> = date.split('-').map(|part| part.parse().unwrap()).collect();
        let small = |index: usize| u8::try_from(parts[index]).unwrap();
        return Cell::Date(parts[0], small(1), small(2));
    }
    if let Some(result) = text.strip_prefix('=') {
        return Cell::Result(result.into());
    }
    match text {
        "" => Cell::Empty,
        "!" => Cell::Error,
        "?1" => Cell::Boolean(true),
        "?0" => Cell::Boolean(false),
        _ => Cell::Text(text.into()),
    }
}

impl Sheet {
    pub fn hidden(mut self) -> Self {
        self.hidden = true;
        self
    }

    /// Hides a row, as a filter does; from 1.
    pub fn hide_row(mut self, row: u32) -> Self {
        self.hidden_rows.push(row - 1);
        self
    }

    /// Hides a column; from 1.
    pub fn hide_column(mut self, column: u16) -> Self {
        self.hidden_columns.push(column - 1);
        self
    }

    /// Merges a range such as `E2:E4`.
    pub fn merge(mut self, range: &str) -> Self {
        let corner = |text: &str| {
            let column = u16::from(text.as_bytes()[0] - b'A');
            (text[1..].parse::<u32>().unwrap() - 1, column)
        };
        let (first, last) = range.split_once(':').unwrap();
        let ((top, left), (bottom, right)) = (corner(first), corner(last));
        self.merged.push((top, bottom, left, right));
        self
    }

    fn cells(&self) -> impl Iterator<Item = (u32, u16, &Cell)> {
        (0..).zip(&self.rows).flat_map(|(row, cells)| {
            (0..).zip(cells).map(move |(column, cell)| (row, column, cell))
        })
    }
}

pub fn xlsx(sheets: &[Sheet]) -> Vec<u8> {
    let mut book = Workbook::new();
    for sheet in sheets {
        let page = book.add_worksheet().set_name(&sheet.name).unwrap();
        page.set_hidden(sheet.hidden);
        for &row in &sheet.hidden_rows {
            page.set_row_hidden(row).unwrap();
        }
        for &column in &sheet.hidden_columns {
            page.set_column_hidden(column).unwrap();
        }
        for &(top, bottom, left, right) in &sheet.merged {
            page.merge_range(top, left, bottom, right, "", &Format::new()).unwrap();
        }
        for (row, column, cell) in sheet.cells() {
            write_cell(page, row, column, cell);
        }
    }
    book.save_to_buffer().unwrap()
}

fn write_cell(page: &mut Worksheet, row: u32, column: u16, cell: &Cell) {
    match cell {
        Cell::Empty => return,
        Cell::Text(text) => page.write_string(row, column, text),
        Cell::Number(number) => page.write_number(row, column, *number),
        Cell::Boolean(is) => page.write_boolean(row, column, *is),
        Cell::Date(year, month, day) => {
            let date = ExcelDateTime::from_ymd(*year, *month, *day).unwrap();
            let format = Format::new().set_num_format("dd.mm.yyyy");
            page.write_datetime_with_format(row, column, &date, &format)
        }
        Cell::Error => page.write_formula(row, column, Formula::new("=NA()").set_result("#N/A")),
        Cell::Result(result) => {
            page.write_formula(row, column, Formula::new("=Z9").set_result(result))
        }
    }
    .unwrap();
}

pub fn ods(sheets: &[Sheet]) -> Vec<u8> {
    let mut content = String::from(
        r#"<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" office:version="1.2"><office:automatic-styles><style:style style:name="shown" style:family="table"><style:table-properties table:display="true"/></style:style><style:style style:name="hidden" style:family="table"><style:table-properties table:display="false"/></style:style></office:automatic-styles><office:body><office:spreadsheet>"#,
    );
    for sheet in sheets {
        let style = if sheet.hidden { "hidden" } else { "shown" };
        let name = escaped(&sheet.name);
        write!(content, r#"<table:table table:name="{name}" table:style-name="{style}">"#).unwrap();
        for (row, cells) in (0..).zip(&sheet.rows) {
            content += "<table:table-row>";
            for (column, cell) in (0..).zip(cells) {
                content += &ods_cell(sheet, row, column, cell);
            }
            content += "</table:table-row>";
        }
        content += "</table:table>";
    }
    content += "</office:spreadsheet></office:body></office:document-content>";
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let manifest = r#"<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>"#;
    let parts = [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", &content),
        ("META-INF/manifest.xml", manifest),
    ];
    for (name, part) in parts {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(part.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn ods_cell(sheet: &Sheet, row: u32, column: u16, cell: &Cell) -> String {
    let merged = sheet.merged.iter().find(|(top, bottom, left, right)| {
        (*top..=*bottom).contains(&row) && (*left..=*right).contains(&column)
    });
    let (name, span) = match merged {
        Some(&(top, bottom, left, right)) if (top, left) == (row, column) => {
            let (rows, columns) = (bottom - top + 1, right - left + 1);
            let span = format!(
                r#" table:number-columns-spanned="{columns}" table:number-rows-spanned="{rows}""#
            );
            ("table-cell", span)
        }
        Some(_) => ("covered-table-cell", String::new()),
        None => ("table-cell", String::new()),
    };
    let (value, text) = match cell {
        Cell::Empty => return format!("<table:{name}{span}/>"),
        Cell::Text(text) => (r#"office:value-type="string""#.into(), text.clone()),
        Cell::Number(number) => {
            (format!(r#"office:value-type="float" office:value="{number}""#), number.to_string())
        }
        Cell::Boolean(is) => (
            format!(r#"office:value-type="boolean" office:boolean-value="{is}""#),
            is.to_string().to_uppercase(),
        ),
        Cell::Date(year, month, day) => (
            format!(r#"office:value-type="date" office:date-value="{year}-{month:02}-{day:02}""#),
            format!("{day:02}.{month:02}.{year}"),
        ),
        Cell::Error => (r#"table:formula="of:=NA()" office:value-type="string" office:string-value="""#.into(), "#N/A".into()),
        Cell::Result(result) => (
            r#"table:formula="of:=[.Z9]" office:value-type="string""#.into(),
            result.clone(),
        ),
    };
    format!("<table:{name}{span} {value}><text:p>{}</text:p></table:{name}>", escaped(&text))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// A workbook of Excel 97, as small as one can be: texts, numbers and truth values.
pub fn xls(sheets: &[Sheet]) -> Vec<u8> {
    let begin = |kind: u8| record(0x0809, &[0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let end = record(0x000A, &[]);
    let bodies: Vec<Vec<u8>> = sheets
        .iter()
        .map(|sheet| [begin(0x10), xls_cells(sheet), end.clone()].concat())
        .collect();
    let bound = |sheet: &Sheet, place: usize| {
        let place = u32::try_from(place).unwrap().to_le_bytes();
        let length = u8::try_from(sheet.name.encode_utf16().count()).unwrap();
        let head = [u8::from(sheet.hidden), 0, length, 1];
        record(0x0085, &[&place[..], &head, &wide(&sheet.name)].concat())
    };
    let heads: usize = sheets.iter().map(|sheet| bound(sheet, 0).len()).sum();
    let mut place = begin(5).len() + heads + end.len();
    let mut book = begin(5);
    for (sheet, body) in sheets.iter().zip(&bodies) {
        book.extend(bound(sheet, place));
        place += body.len();
    }
    book.extend(end.clone());
    book.extend(bodies.concat());
    // Smaller streams go to another place of the container, which not every reader knows.
    book.resize(book.len().max(4096), 0);
    let mut container =
        cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new())).unwrap();
    let mut stream = container.create_stream("/Workbook").unwrap();
    stream.write_all(&book).unwrap();
    drop(stream);
    container.flush().unwrap();
    container.into_inner().into_inner()
}

fn xls_cells(sheet: &Sheet) -> Vec<u8> {
    let mut body = Vec::new();
    for (row, column, cell) in sheet.cells() {
        let row = u16::try_from(row).unwrap();
        let place = [row.to_le_bytes(), column.to_le_bytes(), [0, 0]].concat();
        let (kind, value) = match cell {
            Cell::Empty => continue,
            Cell::Text(text) | Cell::Result(text) => {
                let length = u16::try_from(text.encode_utf16().count()).unwrap();
                (0x0204, [&length.to_le_bytes()[..], &[1], &wide(text)].concat())
            }
            Cell::Number(number) => (0x0203, number.to_le_bytes().to_vec()),
            Cell::Boolean(is) => (0x0205, vec![u8::from(*is), 0]),
            Cell::Error => (0x0205, vec![0x2A, 1]),
            Cell::Date(..) => panic!("this writer knows no dates"),
        };
        body.extend(record(kind, &[place, value].concat()));
    }
    for &(top, bottom, left, right) in &sheet.merged {
        let narrow = |row: u32| u16::try_from(row).unwrap();
        let corners = [1, narrow(top), narrow(bottom), left, right];
        let bytes: Vec<u8> = corners.into_iter().flat_map(u16::to_le_bytes).collect();
        body.extend(record(0x00E5, &bytes));
    }
    body
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn record(kind: u16, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap();
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), content].concat()
}
