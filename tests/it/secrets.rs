//! A password leaves the program in the provisioning files, the export and the roster that comes back
//! with its faults marked, and nowhere else.
//!
//! Each test plants one and looks for it in everything that the program prints and writes.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};

use calamine::{Reader, Xlsx};
use dect_roster::device::Device;
use dect_roster::device::page::{Page, Slot};
use dect_roster::device::render::Renderer;
use dect_roster::device::template::Template;
use dect_roster::finding::{Collector, Rules};
use dect_roster::input::{self, Source};
use dect_roster::roster::Roster;
use dect_roster::settings::Limits;
use dect_roster::settings::Reading;
use dect_roster::settings::{ReadOptions, TemplateChoice};
use dect_roster::store::{Directory, InPlace};
use dect_roster::validate;
use dect_roster::value::Field;
use dect_roster::value::{Hidden, Position};
use rust_xlsxwriter::Workbook;
use zip::write::SimpleFileOptions;

use crate::codes::cases;
use crate::harness::{Given, HEADER, Then, given, part_of, repository, traceable};

/// The password; the columns of its row may hold it too, or it with something around.
const MARKER: &str = "Zq7Kennung9x";
/// One that a spreadsheet takes for a number. Behind a lost zero it would be an IPEI, but no valid one.
const NUMBER: &str = "73519264801";
/// How the program is asked about a roster, `{}`, and about what is in place.
const REPORTS: &str =
    "--report found.csv --report found.json --report found.html --report marked.xlsx";
const SITE: [&str; 4] = [
    "plan {} --out out --format json",
    "plan {} --out out",
    "build {} --out out --on-error skip",
    "plan {} --out out --retire-absent --max-deregister 0",
];

/// Everything that makes a program talk.
fn talkative(given: Given) -> Given {
    given
        .env("RUST_BACKTRACE", "full")
        .env("RUST_LOG", "trace")
        .env("CLICOLOR_FORCE", "1")
}

/// The parts of a report workbook that are about the roster and not a copy of it.
fn beside_the_copy(workbook: &[u8]) -> Vec<u8> {
    let mut shown = Vec::new();
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook)).unwrap();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        if !name.contains("sharedStrings") && !name.contains("worksheets/sheet") {
            part.read_to_end(&mut shown).unwrap();
        }
    }
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(workbook)).unwrap();
    for name in ["Findings", "Summary"] {
        for row in book.worksheet_range(name).unwrap().rows() {
            shown.extend(format!("{row:?}").bytes());
        }
    }
    shown
}

fn ends_in(name: &str, ending: &str) -> bool {
    Path::new(name).extension() == Some(ending.as_ref())
}

/// Fails if what a run printed, or left in any file that is not `holder` of passwords, has one.
#[track_caller]
fn shows_none(then: &Then<'_>, what: &str, holders: &[&str], secrets: &[&str]) {
    let mut shown: BTreeMap<String, Vec<u8>> = then.files(".");
    shown.retain(|name, _| {
        let is_holder = |holder: &&str| name == *holder || ends_in(name, "xml");
        !holders.iter().any(is_holder)
    });
    for (name, bytes) in &mut shown {
        if ends_in(name, "xlsx") {
            *bytes = beside_the_copy(bytes);
        }
    }
    shown.insert("stdout".into(), then.stdout.clone().into());
    shown.insert("stderr".into(), then.stderr.clone().into());
    for secret in secrets {
        for (name, bytes) in &shown {
            let text = String::from_utf8_lossy(bytes);
            let line = text.lines().find(|line| line.contains(secret));
            assert_eq!(line, None, "{what}: {secret} in {name}");
        }
    }
    assert!(!then.stderr.contains("panicked"), "{what}: {}", then.stderr);
}

/// Runs every command on a roster, with every report.
#[track_caller]
fn no_command_shows(given: &Given, roster: &str, what: &str, secrets: &[&str]) {
    let holders = [roster, "dect-roster.toml", "t.xml", "back.csv"];
    let check = format!("check {roster} {REPORTS}");
    let site = SITE.map(|command| format!("{} {REPORTS}", command.replace("{}", roster)));
    for command in [check].iter().chain(&site) {
        let then = given.when(command);
        assert!((0..=3).contains(&then.code), "{what}: {}", then.stderr);
        shows_none(&then, &format!("{what}: {command}"), &holders, secrets);
    }
    let _ = std::fs::remove_file(given.path("back.csv"));
    let then = given.when("export out --to back.csv");
    shows_none(&then, &format!("{what}: export"), &holders, secrets);
    for list in ["list.csv", "list.html"] {
        let _ = std::fs::remove_file(given.path(list));
        let then = given.when(&format!("handout out --to {list}"));
        shows_none(&then, &format!("{what}: handout"), &holders, secrets);
    }
}

#[test]
fn no_code_comes_with_a_password() {
    for case in part_of(cases::all(), 6) {
        let roster = if case.given.path("roster.xlsx").exists() {
            "roster.xlsx"
        } else {
            "roster.csv"
        };
        // Every password of these rosters begins with this, but for those that are the fault.
        no_command_shows(&talkative(case.given), roster, case.code, &["Secret"]);
    }
}

/// A row with a password, and what else stands in it.
type Row = [String; Field::COLUMNS.len() + 1];

/// Rows in which the password stands in another column as well, alone and inside of something, and
/// rows in which it is wrong itself. Each is for a base of its own.
fn rows(secret: &str) -> Vec<Row> {
    let row = |number: usize| -> Row {
        let mut row: Row = Default::default();
        row[Field::Extension as usize] = format!("{}", 100 + number);
        secret.clone_into(&mut row[Field::Password as usize]);
        row[Field::DisplayName as usize] = "Ada".into();
        row[Field::Ipui as usize] = format!("029E{:06X}", 7 * number + 1);
        row[Field::BaseMac as usize] = format!("7C2F80{:06X}", 31 * number + 1);
        row
    };
    let mut rows = Vec::new();
    for column in 0..=Field::COLUMNS.len() {
        for around in ["{}", " {}", "x{}\"", "{}\u{a0}\u{7}", "Ada {} Berg"] {
            let mut row = row(rows.len());
            row[column] = around.replace("{}", secret);
            rows.push(row);
        }
    }
    for other in ["", "101", secret] {
        let mut row = row(rows.len());
        other.clone_into(&mut row[Field::Extension as usize]);
        secret.clone_into(&mut row[Field::Login as usize]);
        rows.push(row);
    }
    rows
}

fn columns() -> impl Iterator<Item = &'static str> {
    Field::COLUMNS.map(Field::name).into_iter().chain(["room"])
}

fn csv(rows: &[Row]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(columns()).unwrap();
    for row in rows {
        writer.write_record(row).unwrap();
    }
    writer.into_inner().unwrap()
}

/// A workbook; what can be a number is one.
fn xlsx(rows: &[Row]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in (0..).zip(columns()) {
        sheet.write_string(0, column, name).unwrap();
    }
    for (number, row) in (1..).zip(rows) {
        for (column, value) in (0..).zip(row) {
            match value.parse::<f64>() {
                Ok(value) => sheet.write_number(number, column, value),
                Err(_) => sheet.write_string(number, column, value),
            }
            .unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

/// The same as `OpenDocument`, with no more in it than the format needs.
fn ods(rows: &[Row]) -> Vec<u8> {
    let cell = |value: &str| {
        // A control character cannot stand in this format.
        let text = quick_xml::escape::escape(value.replace('\u{7}', "")).into_owned();
        let kind = match value.parse::<f64>() {
            Ok(number) => format!("float\" office:value=\"{number}"),
            Err(_) => "string".into(),
        };
        format!(
            "<table:table-cell office:value-type=\"{kind}\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let line = |cells: String| format!("<table:table-row>{cells}</table:table-row>");
    let header = line(columns().map(cell).collect());
    let body: String = rows
        .iter()
        .map(|row| line(row.iter().map(|value| cell(value)).collect()))
        .collect();
    let of =
        |name: &str| format!("xmlns:{name}=\"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0\"");
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content {} {} {}><office:body><office:spreadsheet>\
         <table:table table:name=\"Roster\">{header}{body}</table:table>\
         </office:spreadsheet></office:body></office:document-content>",
        of("office"),
        of("table"),
        of("text"),
    );
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let plain = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let manifest = "<manifest:manifest \
        xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>";
    for (name, text) in [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_str()),
        ("META-INF/manifest.xml", manifest),
    ] {
        archive.start_file(name, plain).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn a_password_that_stands_in_other_columns_too_is_shown_in_none_of_them() {
    for secret in [MARKER, NUMBER] {
        let rows = rows(secret);
        for (name, bytes) in [
            ("roster.csv", csv(&rows)),
            ("roster.xlsx", xlsx(&rows)),
            ("roster.ods", ods(&rows)),
        ] {
            let given = talkative(given()).file(name, bytes);
            no_command_shows(&given, name, name, &[secret]);
            let read = given.when(&format!("check {name} --format json")).stdout;
            let read: serde_json::Value = serde_json::from_str(&read).unwrap();
            assert_eq!(read["rows"]["read"], rows.len(), "{name}");
            assert!(read["rows"]["accepted"].as_u64() > Some(5), "{name}");
        }
        let given = talkative(given()).stdin(csv(&rows));
        no_command_shows(&given, "-", "standard input", &[secret]);
    }
}

#[test]
fn a_row_alone_shows_as_little_on_the_terminal() {
    // Of many findings the terminal shows twenty.
    for row in rows(MARKER) {
        let given = talkative(given()).file("roster.csv", csv(std::slice::from_ref(&row)));
        for command in ["check roster.csv", "plan roster.csv --out out"] {
            let then = given.when(&format!("{command} --color always"));
            shows_none(&then, &format!("{row:?}"), &["roster.csv"], &[MARKER]);
        }
    }
}

#[test]
fn pieces_of_a_password_with_a_delimiter_in_it_are_not_shown_in_the_cells_that_they_slip_into() {
    for row in [
        "101,Sec,Kennung\"9,Ada,029E74A599,7C2F80123456",
        "101,Sec,=Kennung9,Ada,029E74A599,7C2F80123456",
        "10,1,Kennung\"9,Ada,029E74A599,7C2F80123456",
        "101,a,b,Kennung9,Ada,029E74A599,7C2F80123456",
        "101,a,b,c,Kennung9,Ada,029E74A599,7C2F80123456",
        "101,a,b,c,d,Kennung9,Ada,029E74A599,7C2F80123456",
    ] {
        let given = talkative(given()).file("roster.csv", format!("{HEADER}\n{row}\n"));
        no_command_shows(&given, "roster.csv", row, &["Kennung"]);
    }
}

#[test]
fn a_password_in_a_wrong_cell_is_not_shown_where_its_own_cell_has_something_else() {
    for row in [
        // Its own cell is empty.
        "10\"Kennung9,,Ada,029E74A599,7C2F80123456",
        "101,,Ada \"Kennung9,029E74A599,7C2F80123456",
        "101,,Ada,Kennung9,7C2F80123456",
        "101,,Ada,029E74A599,Kennung9",
        // The first cell is gone, or one between.
        "10\"Kennung9,Ada,029E74A599,7C2F80123456",
        "10\"Kennung9,Ada,,029E74A599,7C2F80123456",
        "Ada \"Kennung9,,,029E74A599,7C2F80123456",
        // Another separator.
        "101/Kennung9/Ada/029E74A599/7C2F80123456",
        "101 Kennung9 Ada 029E74A599 7C2F80123456",
        // Swapped columns.
        "101,029E74A599,Ada,Kennung9,7C2F80123456",
        "101,10727 0304537 3,Ada,Kennung9,7C2F80123456",
        "101,7C:2F:80:12:34:56,Ada,029E74A599,Kennung9",
        "Kennung9,02B6EC8AA5,Ada,029E74A599,7C2F80123456",
        "10\"Kennung9,02B6EC8AA5,Ada,029E74A599,7C2F80123456",
        "101,02B6EC8AA5,Ada \"Kennung9,029E74A599,7C2F80123456",
        "101,Ada,029E74A599,Kennung9,7C2F80123456",
        "101,Ada,029E74A599,7C2F80123456,Kennung9",
        "029E74A599,Ada,101,Kennung9,7C2F80123456",
        "Kennung9,101,Ada,029E74A599,7C2F80123456",
        "Kennung9 x,101,Ada,029E74A599,7C2F80123456",
    ] {
        let given = talkative(given()).file("roster.csv", format!("{HEADER}\n{row}\n"));
        no_command_shows(&given, "roster.csv", row, &["Kennung9"]);
    }
}

#[test]
fn an_identity_is_shown_though_its_row_lacks_a_value() {
    let rows = [
        "101,,Ada,1DEADBEEF4,7C2F80123456",
        "102,,Bo,029E74A599,7C2F81123456",
    ];
    let given = given().file("roster.csv", format!("{HEADER}\n{}\n", rows.join("\n")));
    let shown = given.when("check roster.csv").code(1).stdout;
    assert!(shown.contains("7C2F81123456"), "{shown}");
    assert!(!shown.contains("1DEADBEEF4"), "{shown}");
}

/// A site with a file in place that holds the password.
fn site(roster: &str) -> (Given, String) {
    let given = talkative(given()).file("roster.csv", format!("{HEADER}\n{roster}\n"));
    given.when("build roster.csv --out out").code(0);
    let text = String::from_utf8(std::fs::read(given.path(FILE)).unwrap()).unwrap();
    (given, text)
}

const FILE: &str = "out/7C2F80123456.xml";

#[test]
fn a_password_in_a_file_in_place_is_not_shown_whatever_becomes_of_it() {
    let before = format!("101,{MARKER},Ada,029E74A599,7C2F80123456");
    let equal = format!("{MARKER},{MARKER},{MARKER},029E74A599,7C2F80123456");
    for before in [before, equal] {
        for after in [
            "102,Other-1,Bo,02B6EC8AA5,7C2F80A41C07",
            "101,Other-1,Ada,029E74A599,7C2F80123456",
            "102,Other-1,Bo,029E74A599,7C2F80123456",
            "101,Other-1,Ada,02B6EC8AA5,7C2F80123456",
            "101,Other-1,Ada,029E74A599,7C2F80A41C07",
            "101,Other-1,Ada,1DEADBEEF4,7C2F80123456",
        ] {
            let (given, _) = site(&before);
            given.write("roster.csv", format!("{HEADER}\n{after}\n"));
            no_command_shows(
                &given,
                "roster.csv",
                &format!("{before} {after}"),
                &[MARKER],
            );
        }
    }
}

#[test]
fn a_password_in_a_broken_file_in_place_is_not_shown() {
    let row = format!("101,{MARKER},Ada,029E74A599,7C2F80123456");
    let (given, text) = site(&row);
    given.write(
        "roster.csv",
        format!("{HEADER}\n{}\n", row.replace(MARKER, "Other-1")),
    );
    let mut broken: Vec<String> = Vec::new();
    // The file cut off here and there, around the password at every letter.
    let at = text.find(MARKER).unwrap();
    let around = at - 80..at + MARKER.len() + 20;
    broken.extend(
        (0..text.len())
            .step_by(97)
            .chain(around)
            .map(|end| text[..end].to_owned()),
    );
    // The password as people break it who write such a file by hand, or a script that escapes nothing.
    for password in [
        "&{};",
        "&#{};",
        "&#x{};",
        "&{}",
        "<{}>",
        "<{}/>",
        "</{}>",
        "<!{}>",
        "<?{}?>",
        "x'</{}>",
        "x'/><{}>",
        "x'/></{}>",
        "x' {}='",
        "x' {}",
        "x' ID='{}",
        "x' value='{}",
        "' ID=\"{}",
        "]]>{}",
        "\u{0}{}",
    ] {
        broken.push(text.replace(MARKER, &password.replace("{}", MARKER)));
    }
    // A quote forgotten or too many, so that the password stands in the id.
    let item = text.lines().find(|line| line.contains(MARKER)).unwrap();
    for wrong in [
        item.replacen("[0]\"", "[0]", 1),
        item.replacen("[0]\"", "[0]'", 1),
        item.replace("value='\"", "value=\"")
            .replace("\"'/>", "'/>"),
        item.replace("value='\"", "value="),
        item.replace("value='", ""),
        format!("<SYMB_ITEM ID=\"BS_Odd {MARKER}\" value=\"1\"/>\n{item}"),
        format!(
            "<SYMB_ITEM ID=\"BS_VOIP_Data.astVoipAccounts[9].ucVoipProviderIndex\" value=\"{MARKER}\"/>"
        ),
        format!(
            "<SYMB_ITEM ID=\"BS_Accounts.astAccounts[9].aucHandsetCode[0]\" value=\"{MARKER}\"/>"
        ),
        format!("<MAC_ADDRESS value=\"{MARKER}\"/>"),
        format!("<{MARKER} value=\"1\"/>\n</{MARKER}>"),
    ] {
        broken.push(text.replace(item, &wrong));
    }
    for text in broken {
        given.write(FILE, &text);
        for command in [
            "plan roster.csv --out out",
            "plan roster.csv --out out --format json",
        ] {
            let then = given.when(&format!("{command} --report found.csv"));
            shows_none(&then, &text, &["roster.csv"], &[MARKER]);
        }
        let then = given.when("export out --to -");
        let held = then.stdout.contains(MARKER);
        assert!(!held || then.code == 0, "an export of half a file: {text}");
        assert!(!then.stderr.contains(MARKER), "{}", then.stderr);
        given.write(FILE, &text);
    }
}

#[test]
fn a_template_that_fails_at_a_password_does_not_name_it() {
    let n720 = dect_roster::device::DEVICES[0].template;
    for wrong in [
        "{{ p|int }}",
        "{{ p|float }}",
        "{{ p.nothing.more }}",
        "{{ p() }}",
        "{{ p.call() }}",
        "{{ 1 + p }}",
        "{{ -p }}",
        "{{ p[p].x }}",
        "{{ handset[p].x }}",
        "{{ handset.extra[p] }}",
        "{{ settings[p].x }}",
        "{% include p %}",
        "{% import p as x %}",
        "{{ [p]|map(p)|list }}",
        "{{ [p]|select(p)|list }}",
        "{{ [p]|map(attribute=p)|join(1) }}",
        "{{ range(p) }}",
        "{% for a, b in p %}{% endfor %}",
        "{{ dict(p) }}",
        "{{ p|round }}",
        "{{ p|batch(p) }}",
        "{{ p|items }}",
        "{{ p|sort(attribute=p) }}",
        "{{ p|replace(1) }}",
        "{{ namespace(p) }}",
        "{{ p|indent(p) }}",
        "{{ [1, p]|sum }}",
        "{{ p is divisibleby(p) }}",
        "{{ cycler(p)[p] }}",
        "{{ p|tojson|safe }}",
        "<{{ p }}>",
        "</{{ p }}>",
        "{{ '<a b=\"&'|safe }}{{ p }};\"/>",
        "{{ '<SYMB_ITEM ID=\"'|safe }}{{ p }}\"/>",
        "<a b={{ p }}>",
        "<!-- {{ p }}",
        "{% if p > 1 %}{% endif %}",
        "{{ p in 1 }}",
        "{{ p ** 2 }}",
        "{{ p // 0 }}",
        "{{ 'x' ~ p.x.y }}",
        "{{ debug() }}{{ x }}",
    ] {
        let line = format!(
            "{{% for handset in handsets %}}{{% set p = handset.password %}}{wrong}{{% endfor %}}"
        );
        let template = n720.replace("</Provider>\n", &format!("{line}</Provider>\n"));
        assert_ne!(template, n720);
        let given = talkative(given())
            .file("t.xml", template)
            .file("dect-roster.toml", "[template]\nfile = \"t.xml\"\n")
            .file(
                "roster.csv",
                format!("{HEADER}\n101,{MARKER},Ada,029E74A599,7C2F80123456\n"),
            );
        no_command_shows(&given, "roster.csv", wrong, &[MARKER]);
    }
}

#[test]
fn a_secret_in_the_config_is_not_shown_by_its_errors() {
    let settings = format!("[settings]\nadmin_password = \"{MARKER}\"\n");
    for wrong in [
        format!("{settings}other = \"{MARKER}"),
        format!("{settings}admin_password = 1"),
        format!("{settings}[policy\n"),
        format!("{settings}[policy]\nno_such_key = \"{MARKER}\""),
        format!("{settings}x = {MARKER}"),
        format!("settings = \"{MARKER}\""),
        format!("[registration]\npin = {NUMBER}"),
        format!("[registration]\npin = \"{NUMBER}\""),
        format!("[registration]\nrandom_pin = \"{MARKER}\""),
        format!("[roster]\nsheets = \"{MARKER}\""),
        format!("[roster]\ndelimiter = \"{MARKER}\""),
        format!("[roster]\nencoding = \"{MARKER}\""),
        format!("[policy]\non_error = \"{MARKER}\""),
        format!("[policy]\nother_items = \"{MARKER}\""),
        format!("[policy]\nmax_deregister = \"{MARKER}\""),
        format!("[rules]\nmissing-ipui = \"{MARKER}\""),
        format!("[output]\nmode = \"{MARKER}\""),
    ] {
        let given = talkative(given())
            .file(
                "roster.csv",
                format!("{HEADER}\n101,Secret-1,Ada,029E74A599,7C2F80123456\n"),
            )
            .file("dect-roster.toml", &wrong);
        let then = given.when("build roster.csv --out out").code(2);
        let holders = ["roster.csv", "dect-roster.toml"];
        shows_none(&then, &wrong, &holders, &[MARKER, NUMBER]);
    }
    for wrong in [MARKER.to_owned(), format!("={MARKER}")] {
        let given = talkative(given());
        let line = ["check", "roster.csv", "--set", &wrong];
        shows_none(&given.when_args(line).code(2), &wrong, &[], &[MARKER]);
    }
    // Where nothing is wrong a secret goes into the file, and a PIN into its bytes.
    let template =
        "{% for handset in handsets %}{% endfor %}<a b='{{ settings.admin_password }}'/>{{ x }}";
    let given = talkative(given())
        .file(
            "roster.csv",
            format!("{HEADER}\n101,Secret-1,Ada,029E74A599,7C2F80123456\n"),
        )
        .file("t.xml", template);
    let command = format!(
        "build roster.csv --out out --template t.xml --pin 4711 --set admin_password={MARKER}"
    );
    let then = given.when(&command).code(2);
    shows_none(&then, &command, &["roster.csv"], &[MARKER, "4711"]);
}

#[test]
#[expect(clippy::print_stderr, reason = "a test that is left out must say so")]
fn threads_that_cannot_be_started_are_an_error_and_no_fault() {
    let given = talkative(given()).file(
        "roster.csv",
        format!("{HEADER}\n101,{MARKER},Ada,029E74A599,7C2F80123456\n"),
    );
    if !traceable() {
        eprintln!("SKIPPED: there is no strace here that may trace");
        return;
    }
    let then = given
        .when_shell(
            "strace -f -qq -o /dev/null -e inject=clone,clone3:error=EAGAIN \
             dect-roster build roster.csv --out out",
        )
        .fails_with("cannot start the threads");
    shows_none(&then, "no threads", &["roster.csv"], &[MARKER]);
}

#[test]
fn what_a_reader_stumbles_over_is_an_error_and_no_panic() {
    let mut damaged = std::fs::read(repository("tests/fixtures/workbooks/typed.xls")).unwrap();
    // In the place of a record, which then begins far behind the end of the file.
    damaged[2674] = 0xFF;
    let given = talkative(given()).file("roster.xls", damaged);
    let then = given
        .when("check roster.xls")
        .fails_with("stumbled over it");
    shows_none(
        &then,
        "a panic that is caught",
        &["roster.xls"],
        &["typed.rs"],
    );
}

/// What strace saw of a file that the program made.
struct Made {
    path: String,
    mode: u32,
    is_new: bool,
    written: bool,
}

/// The calls of a trace, each in a line. A call during which another thread, such as the one that watches
/// the memory, made one is in two.
fn joined(trace: &str) -> Vec<String> {
    let mut begun: BTreeMap<&str, &str> = BTreeMap::new();
    let mut calls = Vec::new();
    for line in trace.lines() {
        let thread = line.split(' ').next().unwrap();
        if let Some(start) = line.strip_suffix("<unfinished ...>") {
            begun.insert(thread, start.trim_end());
        } else if let Some((_, end)) = line.split_once(" resumed>") {
            calls.extend(begun.remove(thread).map(|start| format!("{start}{end}")));
        } else {
            calls.push(line.to_owned());
        }
    }
    calls
}

/// The files that a command makes below this directory, each with the mode that it had when its first
/// byte was written. Nothing but the program's own descriptors may change a mode.
fn made(given: &Given, line: &str) -> Option<BTreeMap<String, u32>> {
    if !traceable() {
        return None;
    }
    let calls =
        "trace=open,openat,creat,close,fcntl,dup,chmod,fchmodat,fchmod,write,pwrite64,writev";
    let then = given.when_shell(&format!(
        "umask 0; strace -f -qq -e {calls} -o trace dect-roster {line}"
    ));
    assert!(then.code <= 1, "{}", then.stderr);
    let trace = then.text("trace");
    let mut files: Vec<Made> = Vec::new();
    let mut open: BTreeMap<String, usize> = BTreeMap::new();
    for line in joined(&trace) {
        let line = line.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
        let Some((call, rest)) = line.split_once('(') else {
            continue;
        };
        let result = rest.rsplit("= ").next().unwrap().split(' ').next().unwrap();
        let first = rest.split([',', ')']).next().unwrap().to_owned();
        match call {
            "openat" | "open" | "creat" => {
                open.remove(result);
                let path = rest.split('"').nth(1).unwrap();
                let is_device = ["/dev/null", "/dev/tty"].contains(&path);
                if rest.contains("O_CREAT") && !result.starts_with('-') && !is_device {
                    let mode = rest
                        .rsplit(')')
                        .nth(1)
                        .unwrap()
                        .rsplit(", ")
                        .next()
                        .unwrap();
                    let mode = u32::from_str_radix(mode, 8).unwrap();
                    open.insert(result.to_owned(), files.len());
                    files.push(Made {
                        path: path.to_owned(),
                        mode,
                        is_new: rest.contains("O_EXCL"),
                        written: false,
                    });
                }
            }
            "fcntl" | "dup" if call == "dup" || rest.contains("F_DUPFD") => {
                if let Some(&file) = open.get(&first) {
                    open.insert(result.to_owned(), file);
                }
            }
            "close" => drop(open.remove(&first)),
            "fchmod" => {
                let file = &mut files[open[&first]];
                assert!(!file.written, "the mode of {} comes too late", file.path);
                let mode = rest.split(", ").nth(1).unwrap().split(')').next().unwrap();
                file.mode = u32::from_str_radix(mode, 8).unwrap();
            }
            "write" | "pwrite64" | "writev" => {
                if let Some(&file) = open.get(&first) {
                    files[file].written = true;
                }
            }
            "chmod" | "fchmodat" => panic!("a mode is changed by name: {line}"),
            _ => {}
        }
    }
    let files = files
        .into_iter()
        .filter(|file| file.written && !file.path.ends_with("trace"));
    let checked = files.inspect(|file| assert!(file.is_new, "{} may be a link", file.path));
    let root = fs::canonicalize(given.path("")).unwrap();
    let checked = checked.map(|file| (named(&root, &file.path), file.mode));
    Some(checked.collect())
}

/// A path below a directory, with a star for a random name.
fn named(root: &Path, path: &str) -> String {
    let path = Path::new(path);
    let below = path.strip_prefix(root).unwrap_or(path).components();
    let below: PathBuf = below.collect();
    let name = below.file_name().unwrap().to_str().unwrap();
    let name = match name.strip_prefix(".dect-roster-") {
        Some(random) if random.matches('.').count() == 1 => ".dect-roster-*.tmp",
        _ => name,
    };
    below.with_file_name(name).to_str().unwrap().to_owned()
}

#[test]
#[expect(clippy::print_stderr, reason = "a test that is left out must say so")]
fn files_have_their_modes_before_their_first_byte() {
    let row = format!("101,{MARKER},Ada,029E74A599,7C2F80123456\n102,,Bo,,7C2F80A41C07");
    let given = given().file("roster.csv", format!("{HEADER}\n{row}\n"));
    let build = "build roster.csv --out out --jobs 1 --report out/r.csv --report marked.xlsx";
    let Some(built) = made(&given, build) else {
        eprintln!("SKIPPED: there is no strace here that may trace");
        return;
    };
    let expected = [
        (".dect-roster-*.tmp", 0o600),
        ("out/.dect-roster-7C2F80123456.xml.tmp", 0o640),
        ("out/.dect-roster-*.tmp", 0o640),
    ];
    assert_eq!(
        built,
        expected.map(|(path, mode)| (path.to_owned(), mode)).into()
    );
    for name in ["back.csv", "back.xlsx"] {
        let exported = made(&given, &format!("export out --to {name}")).unwrap();
        assert_eq!(exported, [(".dect-roster-*.tmp".to_owned(), 0o600)].into());
    }
}

#[test]
fn debug_of_what_holds_a_password_shows_nothing_of_it() {
    let row = format!("101,{MARKER},Ada,029E74A599,7C2F80123456");
    let given = given().file("roster.csv", format!("{HEADER}\n{row}\n"));
    given.when("build roster.csv --out out").code(0);
    let source = Source::Path(given.path("roster.csv"));
    let sheets = input::read(&source, &ReadOptions::default()).unwrap();
    let mut shown = vec![format!("{sheets:?} {:?}", sheets[0].row(1))];
    shown.extend(sheets[0].row(1).cells().map(|cell| format!("{cell:?}")));

    let rules = Rules::default();
    let roster = Roster::new(sheets, &Reading::default(), &mut Collector::new(&rules));
    let validated = validate::roster(&roster, validate::devices::Devices::default(), &rules);
    let (identities, findings) = (validated.identities, validated.findings);
    let handset = validate::handset(&roster, &validated.joined, identities[0].row, &rules).unwrap();
    let position = Position::from_index(0).unwrap();
    let page = Page {
        layout: Device::DEFAULT.layout,
        name: None,
        mac: handset.base,
        slots: vec![Slot::of(&handset, position, None)],
        vacated: Vec::new(),
        version: String::new(),
        window: None,
        profile_name: None,
        in_place: Vec::new(),
    };
    let template = Template::load(&TemplateChoice::from("n720"), Limits::default()).unwrap();
    let rendered = Renderer::new(&template, &roster, &BTreeMap::new(), None).render(&page);
    let rendered = rendered.unwrap();
    let in_place =
        Directory::look_at(&given.path("out")).in_place("7C2F80123456.xml", Limits::default());
    let InPlace::File(bytes) = &in_place else {
        panic!()
    };
    assert!(String::from_utf8_lossy(bytes).contains(MARKER));
    let says = Device::DEFAULT.read(bytes).unwrap();
    let account = says.account(position);
    assert_eq!(account.password.map(Hidden::expose), Some(MARKER));
    shown.push(format!(
        "{roster:?} {identities:?} {findings:?} {handset:?} {page:?} {:?}",
        rendered.says
    ));
    shown.push(format!("{template:?} {says:?} {account:?}"));

    let numbers = format!("{:?}", &MARKER.as_bytes()[..3]);
    for text in shown {
        assert!(!text.contains(MARKER), "{text}");
        assert!(!text.contains(numbers.trim_matches(['[', ']'])), "{text}");
    }
}
