//! The roster given back as a workbook with its faulty cells marked.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::process::Command;

use calamine::{Data, Reader, Xlsx, open_workbook};
use roxmltree::Document;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use crate::harness::{Given, HEADER, all_stamps, expect_mode, given, left_to_sweeps, set_mode};

/// Checks rosters with a workbook `out.xlsx` as the report.
fn reported(given: &Given, rosters: &[&str]) -> Annotated {
    let args = ["check", "--quiet", "--report", "out.xlsx"];
    let then = given.when_args(args.iter().chain(rosters));
    assert_eq!(then.stderr.is_empty(), then.code == 0, "{}", then.stderr);
    Annotated::open(&given.path("out.xlsx"))
}

/// The parts of a workbook, as they are in its archive.
struct Annotated {
    parts: BTreeMap<String, Vec<u8>>,
}

/// A cell as a person sees it: value, colour of its paper, number format, note.
#[derive(Debug, Default, PartialEq, Eq)]
struct Seen {
    value: String,
    paper: Option<String>,
    format: String,
    note: Option<String>,
}

impl Annotated {
    fn open(path: &Path) -> Self {
        let mut archive = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
        let mut parts = BTreeMap::new();
        for index in 0..archive.len() {
            let mut part = archive.by_index(index).unwrap();
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).unwrap();
            parts.insert(part.name().unwrap().into_owned(), bytes);
        }
        Self { parts }
    }

    fn save(&self, path: &Path) {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in &self.parts {
            let options = zip::write::SimpleFileOptions::default();
            archive.start_file(name.as_str(), options).unwrap();
            archive.write_all(bytes).unwrap();
        }
        fs::write(path, archive.finish().unwrap().into_inner()).unwrap();
    }

    /// Types over a text, wherever it is.
    fn correct(&mut self, from: &str, to: &str) {
        let strings = self.parts.get_mut("xl/sharedStrings.xml").unwrap();
        let text = String::from_utf8(strings.clone()).unwrap();
        assert!(text.contains(&format!(">{from}<")), "{from}");
        *strings = text
            .replace(&format!(">{from}<"), &format!(">{to}<"))
            .into_bytes();
    }

    fn text(&self, part: &str) -> &str {
        std::str::from_utf8(&self.parts[part]).unwrap()
    }

    /// The cells of the sheet at this place among all, from 1, that have a colour or a note.
    fn marked(&self, sheet: usize) -> BTreeMap<String, Seen> {
        let all = self.cells(sheet);
        all.into_iter()
            .filter(|(_, seen)| seen.paper.is_some() || seen.note.is_some())
            .collect()
    }

    fn cells(&self, sheet: usize) -> BTreeMap<String, Seen> {
        let styles = Styles::read(self.text("xl/styles.xml"));
        let shared = self.parts.get("xl/sharedStrings.xml");
        let shared = shared.map(|part| std::str::from_utf8(part).unwrap());
        let shared: Vec<String> = shared.map_or_else(Vec::new, |text| {
            elements(text, "si")
                .into_iter()
                .map(|(_, text)| text)
                .collect()
        });
        let mut cells = BTreeMap::new();
        for (attributes, text) in
            elements(self.text(&format!("xl/worksheets/sheet{sheet}.xml")), "c")
        {
            let style = attributes
                .get("s")
                .map_or(0, |style| style.parse().unwrap());
            let value = match attributes.get("t").map(String::as_str) {
                Some("s") => shared[text.parse::<usize>().unwrap()].clone(),
                _ => text,
            };
            let (paper, format) = styles.of(style);
            let seen = Seen {
                value,
                paper,
                format,
                note: None,
            };
            cells.insert(attributes["r"].clone(), seen);
        }
        for (attributes, text) in self.notes(sheet) {
            let seen: &mut Seen = cells.entry(attributes["ref"].clone()).or_default();
            seen.note = Some(text);
        }
        cells
    }

    fn notes(&self, sheet: usize) -> Vec<(BTreeMap<String, String>, String)> {
        let relations = format!("xl/worksheets/_rels/sheet{sheet}.xml.rels");
        let Some(relations) = self.parts.get(&relations) else {
            return Vec::new();
        };
        let relations = std::str::from_utf8(relations).unwrap();
        let targets = elements(relations, "Relationship");
        let target = targets
            .iter()
            .map(|(attributes, _)| attributes["Target"].as_str())
            .find_map(|target| target.strip_prefix("../comments"));
        target.map_or_else(Vec::new, |target| {
            elements(self.text(&format!("xl/comments{target}")), "comment")
        })
    }
}

/// The colour of the paper and the number format of each style.
struct Styles(Vec<(Option<String>, String)>);

impl Styles {
    fn read(text: &str) -> Self {
        let document = Document::parse(text).unwrap();
        let within = |parent: &str, child: &str| {
            let parent = document
                .descendants()
                .find(|node| node.has_tag_name_of(parent));
            let nodes = parent.into_iter().flat_map(|node| node.children());
            nodes
                .filter(|node| node.has_tag_name_of(child))
                .collect::<Vec<_>>()
        };
        let fills: Vec<_> = within("fills", "fill")
            .iter()
            .map(|fill| {
                let color = fill
                    .descendants()
                    .find(|node| node.has_tag_name_of("fgColor"))?;
                color.attribute("rgb").map(str::to_owned)
            })
            .collect();
        let formats: BTreeMap<_, _> = within("numFmts", "numFmt")
            .iter()
            .map(|format| {
                let attribute = |name| format.attribute(name).unwrap().to_owned();
                (attribute("numFmtId"), attribute("formatCode"))
            })
            .collect();
        let styles = within("cellXfs", "xf").into_iter().map(|style| {
            let number = style.attribute("numFmtId").unwrap();
            let format = match number {
                "0" => "General",
                "49" => "@",
                number => &formats[number],
            };
            let fill: usize = style.attribute("fillId").unwrap().parse().unwrap();
            (fills[fill].clone(), format.to_owned())
        });
        Self(styles.collect())
    }

    fn of(&self, style: usize) -> (Option<String>, String) {
        self.0[style].clone()
    }
}

trait HasTagNameOf {
    fn has_tag_name_of(&self, name: &str) -> bool;
}

impl HasTagNameOf for roxmltree::Node<'_, '_> {
    /// Whatever its namespace.
    fn has_tag_name_of(&self, name: &str) -> bool {
        self.is_element() && self.tag_name().name() == name
    }
}

/// Every element of this name: its attributes, and all text in it.
fn elements(text: &str, name: &str) -> Vec<(BTreeMap<String, String>, String)> {
    let document = Document::parse(text).unwrap();
    let of = |node: roxmltree::Node<'_, '_>| {
        let attributes = node.attributes();
        let attributes = attributes.map(|one| (one.name().to_owned(), one.value().to_owned()));
        let texts = node.descendants().filter(roxmltree::Node::is_text);
        (
            attributes.collect(),
            texts.filter_map(|node| node.text()).collect(),
        )
    };
    let found = document
        .descendants()
        .filter(|node| node.has_tag_name_of(name));
    found.map(of).collect()
}

const RED: &str = "FFFFC7CE";
const YELLOW: &str = "FFFFEB9C";
const BLUE: &str = "FFDDEBF7";

#[test]
fn faulty_cells_are_coloured_and_explained_where_they_are() {
    let text = format!(
        "{HEADER},Room\n\
         201,Secret-1,Ada,1DEADBEEF4,7C2F80123456,=1+1\n\
         0202,Secret-2,,,7C2F80123456,007\n\
         203 ,Secret-3,\"Cora \"\"C\"\" D\",029E74A599,7C2F80123456,\n"
    );
    let given = given().file("roster.csv", &text);
    let annotated = reported(&given, &["roster.csv"]);
    let marked = annotated.marked(3);
    let seen: Vec<_> = marked
        .iter()
        .map(|(cell, seen)| {
            let note = seen.note.as_deref().unwrap_or_default();
            let first = note.lines().next().unwrap_or_default();
            (
                cell.as_str(),
                seen.value.as_str(),
                seen.paper.as_deref().unwrap_or_default(),
                seen.format.as_str(),
                first,
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            ("A4", "203 ", BLUE, "@", "INFO: surrounding-space"),
            ("C3", "", RED, "@", "ERROR: missing-value"),
            (
                "C4",
                "Cora \"C\" D",
                RED,
                "@",
                "ERROR: invalid-display-name"
            ),
            ("D2", "1DEADBEEF4", RED, "@", "ERROR: ipui-type"),
            ("D3", "", YELLOW, "@", "WARNING: missing-ipui"),
            ("F1", "Room", BLUE, "General", "INFO: unused-column"),
        ]
    );
    let note = marked["D2"].note.as_deref().unwrap();
    assert!(note.contains("an IPUI begins with 0, not with 1"), "{note}");
    assert!(note.contains("Cure: compare every digit"), "{note}");
    // All else is there as well, at its place, and text stays text.
    let cells = annotated.cells(3);
    assert_eq!(cells["A1"].value, "extension");
    assert_eq!(cells["A3"].value, "0202");
    assert_eq!(cells["F2"].value, "=1+1");
    assert_eq!(cells["F3"].value, "007");
    assert!(!annotated.text("xl/worksheets/sheet3.xml").contains("<f>"));
}

#[test]
fn each_finding_in_the_list_leads_to_its_cell() {
    let text = format!("{HEADER}\n201,Secret-1,,029E74A599,7C2F80123456\n");
    let given = given().file("it's [mine].csv", &text);
    let annotated = reported(&given, &["it's [mine].csv"]);
    let cells = annotated.cells(2);
    let line: Vec<_> = ["A2", "B2", "C2", "E2", "F2", "G2", "H2"]
        .map(|cell| cells[cell].value.as_str())
        .into();
    let expected = [
        "error",
        "missing-value",
        "it's [mine].csv",
        "2",
        "C",
        "C2",
        "display_name",
    ];
    assert_eq!(line, expected);
    let links = elements(annotated.text("xl/worksheets/sheet2.xml"), "hyperlink");
    assert_eq!(links[0].0["ref"], "G2");
    assert_eq!(links[0].0["location"], "'it''s _mine_.csv'!C2");
}

#[test]
fn a_roster_corrected_in_the_workbook_builds() {
    let text = format!(
        "Telephones of the town hall\n\n{HEADER}\n\
         0201,Secret-1,Ada,1DEADBEEF4,7C2F80123456\n\
         202,Secret-2,Bert,O29E74A599,7C2F8012345\n"
    );
    let given = given().file("roster.csv", &text);
    let mut annotated = reported(&given, &["roster.csv"]);
    annotated.correct("1DEADBEEF4", "0DEADBEEF4");
    annotated.correct("O29E74A599", "0298765E12");
    annotated.correct("7C2F8012345", "7C2F80123456");
    annotated.save(&given.path("corrected.xlsx"));
    let then = given.when("build corrected.xlsx --out site").code(0);
    let built = then.text("site/7C2F80123456.xml");
    for text in [
        "\"0201\"",
        "0x0D,0xEA,0xDB,0xEE,0xF4",
        "0x02,0x98,0x76,0x5E,0x12",
    ] {
        assert!(built.contains(text), "{text}");
    }
}

/// The findings of a roster, without what a workbook may name otherwise.
fn findings(given: &Given, roster: &str) -> Vec<Vec<String>> {
    given.when(&format!("check {roster} --quiet --report findings.csv"));
    let mut reader = csv::Reader::from_path(given.path("findings.csv")).unwrap();
    let records = reader.records().map(|record| {
        let record = record.unwrap();
        let kept = [0, 1, 4, 5, 6, 7, 8, 9, 10];
        kept.map(|column| record[column].to_owned()).to_vec()
    });
    // The two sheets before the roster are skipped, and say so.
    records
        .filter(|record| record[1] != "sheet-skipped")
        .collect()
}

#[test]
fn a_text_file_and_its_workbook_say_the_same() {
    let ipuis = [
        "298765123",
        "92263101",
        "14601565779",
        "1460156577",
        "298765100",
        "2,98765E+17",
        "022631234",
        "298765123.0",
        "107270000000",
        "226310",
        "O29E74A599",
        "029E74A599",
        "0",
        "TRUE",
        "24.12.2017",
    ];
    let macs = [
        "7C2F80123456",
        "2104123456",
        "9904123456",
        "7C2F8012345",
        "#N/A",
    ];
    let rows = ipuis.iter().enumerate().map(|(row, ipui)| {
        let mac = macs[row % macs.len()];
        let number = 301 + row;
        format!("{number},Invented-{row},Name {row},\"{ipui}\",{mac}\n")
    });
    let text = format!("{HEADER}\n{}", rows.collect::<String>());
    let given = given().file("roster.csv", &text);
    reported(&given, &["roster.csv"]).save(&given.path("again.xlsx"));
    assert_eq!(
        findings(&given, "roster.csv"),
        findings(&given, "again.xlsx")
    );
}

#[test]
fn given_back_uncorrected_it_says_the_same_again() {
    let given = given();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Site").unwrap();
    sheet.write_string(1, 1, "A title").unwrap();
    for (column, name) in (1..).zip(HEADER.split(',').chain(["position", "Room"])) {
        sheet.write_string(3, column, name).unwrap();
    }
    let date = ExcelDateTime::from_ymd(2017, 4, 24).unwrap();
    let dated = Format::new().set_num_format("dd.mm.yyyy");
    let timed = Format::new().set_num_format("hh:mm");
    for row in 4..12 {
        sheet.write_number(row, 1, 200 + row).unwrap();
        sheet
            .write_string(row, 2, format!("Invented-{row}"))
            .unwrap();
        sheet.write_string(row, 3, format!("Name {row}")).unwrap();
        sheet
            .write_string(row, 4, format!("029E74A5{row:02}"))
            .unwrap();
        sheet.write_number(row, 5, 2_104_123_456_u32).unwrap();
        sheet.write_number(row, 6, row).unwrap();
        sheet.write_number(row, 7, 12.5).unwrap();
    }
    sheet
        .write_datetime_with_format(4, 1, &date, &dated)
        .unwrap();
    sheet.write_number_with_format(5, 1, 0.5, &timed).unwrap();
    sheet.write_boolean(6, 2, true).unwrap();
    sheet.write_number(7, 2, 298_765_000_000_000_000.0).unwrap();
    sheet.write_number(8, 4, 298_765_123).unwrap();
    sheet.write_number(9, 4, 2.5).unwrap();
    sheet
        .write_formula(10, 3, Formula::new("=NA()").set_result("#N/A"))
        .unwrap();
    sheet.write_number(11, 4, 107_270_304_537.0).unwrap();
    sheet
        .write_datetime_with_format(4, 7, &date, &dated)
        .unwrap();
    book.save(given.path("damaged.xlsx")).unwrap();

    let before = findings(&given, "damaged.xlsx");
    let annotated = reported(&given, &["damaged.xlsx"]);
    assert_eq!(findings(&given, "out.xlsx"), before);
    let codes: Vec<_> = before.iter().map(|finding| finding[1].as_str()).collect();
    for code in [
        "date-cell",
        "boolean-cell",
        "lost-precision",
        "lost-leading-zero",
        "error-cell",
    ] {
        assert!(codes.contains(&code), "{code}: {codes:?}");
    }
    // What is right is text now, and a second report has no more sheets than the first.
    assert_eq!(annotated.cells(3)["E12"].value, "107270304537");
    assert_eq!(annotated.cells(3)["B2"].value, "A title");
    fs::rename(given.path("out.xlsx"), given.path("again.xlsx")).unwrap();
    let twice = reported(&given, &["again.xlsx"]);
    let names = |annotated: &Annotated| -> Vec<_> {
        elements(annotated.text("xl/workbook.xml"), "sheet")
            .into_iter()
            .map(|(attributes, _)| attributes["name"].clone())
            .collect()
    };
    assert_eq!(names(&annotated), ["Summary", "Findings", "Site"]);
    assert_eq!(names(&twice), names(&annotated));
    assert_eq!(twice.marked(3), annotated.marked(3));
}

#[test]
fn every_sheet_of_every_file_has_a_name_of_its_own() {
    let given = given();
    for file in ["a.xlsx", "b.xlsx"] {
        let mut book = Workbook::new();
        for name in ["Findings", "Site"] {
            let sheet = book.add_worksheet();
            sheet.set_name(name).unwrap();
            sheet.write_string(0, 0, "A note").unwrap();
        }
        book.save(given.path(file)).unwrap();
    }
    let long = "a roster with a very long name, of the year 2017.csv";
    given.write(long, HEADER);
    let annotated = reported(&given, &["a.xlsx", "b.xlsx", long]);
    let names: Vec<_> = elements(annotated.text("xl/workbook.xml"), "sheet")
        .into_iter()
        .map(|(attributes, _)| attributes["name"].clone())
        .collect();
    let expected = [
        "Summary",
        "Findings",
        "Findings (2)",
        "Site",
        "Findings (3)",
        "Site (2)",
        "a roster with a very long name,",
    ];
    assert_eq!(names, expected);
}

#[test]
fn a_password_is_in_its_cell_and_nowhere_else() {
    let secrets = [
        "Wq7-violet-kettle",
        "3006",
        "\u{200b}hidden-secret",
        "quoted\"secret",
    ];
    let mut text = HEADER.to_owned();
    for (number, secret) in (1..).zip(secrets) {
        let secret = secret.replace('"', "\"\"");
        write!(text, "\n3006,\"{secret}\",{number},{secret},{secret}").unwrap();
    }
    let given = given().file("roster.csv", &text);
    let annotated = reported(&given, &["roster.csv"]);
    for secret in secrets {
        for sheet in [1, 2] {
            for (cell, seen) in annotated.cells(sheet) {
                // The extension of these rows is 3006 too, and is not withheld where it is one.
                let is_number = secret == "3006" && seen.value != secret;
                assert!(
                    is_number || !seen.value.contains(secret),
                    "{cell}: {seen:?}"
                );
            }
        }
        for (_, note) in annotated.notes(3) {
            assert!(!note.contains(secret), "{note}");
        }
    }
    assert_eq!(annotated.cells(3)["B2"].value, secrets[0]);
}

#[test]
fn it_is_for_its_owner_only_and_says_the_same_in_the_same_bytes() {
    let given = given()
        .file("dect-roster.toml", "[output]\nmode = \"0664\"\n")
        .copy("samples/faulty.csv");
    let report = given.path("out.xlsx");
    reported(&given, &["faulty.csv"]);
    expect_mode(&report, 0o600);
    let before = all_stamps(given.root());
    reported(&given, &["faulty.csv"]);
    assert_eq!(all_stamps(given.root()), before);
    set_mode(&report, 0o644);
    reported(&given, &["faulty.csv"]);
    expect_mode(&report, 0o600);
}

#[test]
fn what_no_workbook_can_hold_is_cut_and_said() {
    let lines = "\n".repeat(1_048_575);
    let long = "ä".repeat(40_000);
    let text = format!(
        "{HEADER},Note\n201,Secret-1,A\u{1}\u{b}_x0041_,029E74A599,7C2F80123456,{long}\n{lines}\
         202,Secret-2,,029E74A59A,7C2F80123456,\n"
    );
    // More than a roster may have unless somebody says so.
    let limits = "[limits]\ncell_characters = 50000\n";
    let given = given()
        .file("roster.csv", &text)
        .file("dect-roster.toml", limits);
    let annotated = reported(&given, &["roster.csv"]);
    let summary = annotated.cells(1);
    let said: String = summary.values().map(|seen| seen.value.as_str()).collect();
    assert!(said.contains("1 rows stand below row 1048576"), "{said}");
    assert!(said.contains("1 texts are longer"), "{said}");
    let mut book: Xlsx<_> = open_workbook(given.path("out.xlsx")).unwrap();
    let range = book.worksheet_range("roster.csv").unwrap();
    let text = |column| match range.get_value((1, column)) {
        Some(Data::String(text)) => text.clone(),
        other => panic!("{other:?}"),
    };
    assert!(text(5).ends_with("ä … (cut here)"));
    assert_eq!(text(5).encode_utf16().count(), 32_767);
    assert!(text(2).contains("_x0041_"), "{:?}", text(2));
}

#[test]
fn a_wide_and_a_long_roster_are_written_whole() {
    if left_to_sweeps("a_wide_and_a_long_roster_are_written_whole") {
        return;
    }
    let mut wide = HEADER.to_owned();
    for column in 6..=16_384 {
        write!(wide, ",C{column}").unwrap();
    }
    let mut long = HEADER.to_owned();
    for row in 0..70_000 {
        write!(long, "\n{row},Secret-{row},,X,7C2F80123456").unwrap();
    }
    let given = given().file("wide.csv", &wide).file("long.csv", &long);
    let annotated = reported(&given, &["wide.csv", "long.csv"]);
    assert!(
        annotated
            .text("xl/worksheets/sheet3.xml")
            .contains("r=\"XFD1\"")
    );
    let links = annotated
        .text("xl/worksheets/sheet2.xml")
        .matches("<hyperlink ")
        .count();
    assert_eq!(links, 65_530);
    // The first are those of columns that are not used, and of a header without rows.
    let notes = |part: &str| annotated.text(part).matches("<comment ").count();
    assert_eq!(notes("xl/comments1.xml"), 16_384 - 5 + 1);
    assert_eq!(
        notes("xl/comments1.xml") + notes("xl/comments2.xml"),
        20_000
    );
    let last = annotated.text("xl/worksheets/sheet4.xml");
    assert!(last.contains("r=\"D70001\""));
    let said: String = annotated
        .cells(1)
        .values()
        .map(|seen| seen.value.as_str())
        .collect();
    assert!(
        said.contains("more cells are coloured without a note"),
        "{said}"
    );
    assert!(said.contains("are listed without a link"), "{said}");
}

#[test]
fn a_roster_without_a_header_is_given_back_with_its_fault() {
    let given = given()
        .file("roster.csv", "a,b\n1,2\n")
        .file("empty.csv", "");
    let annotated = reported(&given, &["roster.csv", "empty.csv"]);
    for sheet in [3, 4] {
        let marked = annotated.marked(sheet);
        assert_eq!(marked["A1"].paper.as_deref(), Some(RED), "{marked:?}");
    }
}

/// What Python's own reader of workbooks sees.
const OPENPYXL: &str = "
import openpyxl, sys
book = openpyxl.load_workbook(sys.argv[1])
for row in book.worksheets[2].iter_rows():
    for cell in row:
        if cell.comment:
            print(cell.coordinate, cell.fill.fgColor.rgb, cell.comment.text.split()[1])
";

#[test]
fn another_reader_sees_the_same_marks() {
    let given = given().copy("samples/faulty.csv");
    let annotated = reported(&given, &["faulty.csv"]);
    let mut command = Command::new("python3");
    command.current_dir(given.root());
    let output = command.args(["-c", OPENPYXL, "out.xlsx"]).output();
    let output = match output {
        Ok(output) if output.status.success() => output,
        _ => {
            eprintln!("skipped: there is no python3 with openpyxl");
            return;
        }
    };
    let mut seen: Vec<_> = std::str::from_utf8(&output.stdout)
        .unwrap()
        .lines()
        .collect();
    seen.sort_unstable();
    let marked = annotated.marked(3).into_iter().map(|(cell, seen)| {
        let note = seen.note.unwrap();
        let code = note.split_whitespace().nth(1).unwrap();
        format!("{cell} {} {code}", seen.paper.unwrap())
    });
    let mut expected: Vec<_> = marked.collect();
    expected.sort_unstable();
    assert_eq!(seen, expected);
    assert!(seen.len() > 20, "{seen:?}");
}
