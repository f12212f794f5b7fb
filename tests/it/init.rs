//! `init FILE.xlsx`: an empty roster that keeps what is typed.

use std::fs;
use std::process::Command;

use calamine::{Reader, Xlsx, open_workbook};
use rust_xlsxwriter::{Format, Workbook};

use dect_roster::value::{Ipui, Mac};

use crate::harness::{Given, expect_mode, given, given_rows};

/// Every language.
const LANGUAGES: [&str; 6] = ["de", "en", "fr", "nl", "es", "it"];

/// What a person fills into the sheet of handsets, if into no other: extension, name, IPUI, base and
/// password.
const TYPED: [[&str; 5]; 2] = [
    ["0012", "0012", "0298765E12", "7C2F80123456", "0012345"],
    [
        "1E5",
        "2/3",
        "10727 0304537 3",
        "7C:2F:80:12:34:56",
        "Invented-1",
    ],
];
/// The same in three sheets.
const HANDSETS: [&[&str]; 2] = [
    &["0012", "", "0298765E12", "Head office"],
    &["1E5", "", "10727 0304537 3", "head office"],
];
const ACCOUNTS: [&[&str]; 2] = [
    &["0012", "0012345", "", "0012"],
    &["1E5", "Invented-1", "1E5", "2/3"],
];
const BASES: [&[&str]; 1] = [&[
    "7C2F80123456",
    "Head office",
    "pbx.example",
    "2027-03-01 08:00",
    "14d",
    "0000",
]];
/// How the provisioning file spells it.
const BUILT: [&str; 6] = [
    "\"0012\"",
    "\"0012345\"",
    "\"1E5\"",
    "\"2/3\"",
    "0x02,0x98,0x76,0x5E,0x12",
    "0x02,0x9E,0x74,0xA5,0x99",
];

fn made() -> Given {
    let given = given();
    given.when("init new.xlsx").code(0);
    given
}

#[test]
fn an_empty_workbook_has_a_header_and_an_example_that_is_not_read() {
    let given = made();
    let path = given.path("new.xlsx");
    expect_mode(&path, 0o600);
    let mut book: Xlsx<_> = open_workbook(&path).unwrap();
    assert_eq!(
        book.sheet_names(),
        ["Handsets", "Accounts", "Bases", "Example", "Instructions"]
    );
    let mut header = |sheet: &str| {
        let range = book.worksheet_range(sheet).unwrap();
        let cells = range.cells().map(|(_, _, cell)| cell.to_string());
        cells.collect::<Vec<_>>()
    };
    assert_eq!(
        header("Handsets"),
        [
            "extension *",
            "display_name",
            "ipui *",
            "base *",
            "password",
            "login",
            "position",
            "voicemail",
            "provider",
            "account_name",
        ]
    );
    let expected = ["extension *", "password *", "login", "display_name"];
    assert_eq!(header("Accounts"), expected);
    assert_eq!(
        header("Bases"),
        [
            "base_mac *",
            "base",
            "sip_server",
            "window_start",
            "window_duration",
            "pin",
        ]
    );
}

#[test]
fn an_empty_roster_is_only_empty_in_every_language() {
    let given = given();
    for language in LANGUAGES {
        for ending in ["xlsx", "csv"] {
            let file = format!("{language}.{ending}");
            given
                .when(&format!("init {file} --lang {language}"))
                .code(0);
            let then = given
                .when(&format!("check {file} --report found.csv"))
                .code(2);
            let found = then.findings("found.csv");
            let codes: Vec<_> = found.iter().map(|finding| finding.get("code")).collect();
            assert_eq!(codes, ["empty-roster"], "{file}\n{}", then.stdout);
        }
    }
}

#[test]
fn an_example_of_the_config_sets_nothing() {
    let row = "101,Secret-1,Ada,029E74A599,7C2F80123456";
    let given = given_rows([row]);
    let plain = given.when("build roster.csv --out plain").code(0);
    let then = given.when("init dect-roster.toml").code(0);
    assert_eq!(
        then.stdout,
        "Wrote dect-roster.toml. Remove the # from the keys that you need.\n"
    );
    let text = then.text("dect-roster.toml");
    for line in text.lines().filter(|line| !line.is_empty()) {
        assert!(line.starts_with(['#', '[']), "{line}");
    }
    let then = given.when("build roster.csv --out out").code(0);
    let file = "7C2F80123456.xml";
    assert_eq!(
        then.text(&format!("out/{file}")),
        plain.text(&format!("plain/{file}"))
    );
    given
        .when("init de.toml --lang de")
        .fails_with("is in English only; leave --lang out");
}

#[test]
fn a_file_in_place_is_not_overwritten() {
    let given = made();
    let before = fs::read(given.path("new.xlsx")).unwrap();
    given
        .when("init new.xlsx")
        .fails_with("is there already; it is not overwritten");
    assert_eq!(fs::read(given.path("new.xlsx")).unwrap(), before);
    given
        .when("init new.ods")
        .fails_with("must end in .csv, .xlsx or .toml");
}

/// Builds the roster and looks for every value in the file.
fn builds(given: &Given, roster: &str) {
    let then = given.when(&format!("build {roster} --out site")).code(0);
    let built = then.text("site/7C2F80123456.xml");
    for text in BUILT {
        assert!(built.contains(text), "{text}");
    }
}

/// Fills in the first sheets of an empty workbook. None of these crates edits a file, so it is another
/// with the same sheets and headers.
fn fill_in(given: &Given, empty: &str, sheets: &[&[&[&str]]]) {
    let mut empty: Xlsx<_> = open_workbook(given.path(empty)).unwrap();
    let mut book = Workbook::new();
    let text = Format::new().set_num_format("@");
    let sheets = sheets.iter().copied().chain(std::iter::repeat(&[][..]));
    for (name, rows) in empty.sheet_names().iter().zip(sheets) {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        let range = empty.worksheet_range(name).unwrap();
        let (top, left) = range.start().unwrap();
        for (row, column, cell) in range.used_cells() {
            let row = top + u32::try_from(row).unwrap();
            let column = u16::try_from(left).unwrap() + u16::try_from(column).unwrap();
            sheet.write_string(row, column, cell.to_string()).unwrap();
        }
        for (row, values) in (1..).zip(rows) {
            for (column, value) in (0..).zip(*values) {
                sheet
                    .write_string_with_format(row, column, *value, &text)
                    .unwrap();
            }
        }
    }
    book.save(given.path("filled.xlsx")).unwrap();
}

#[test]
fn a_filled_in_workbook_builds_in_every_language() {
    for language in LANGUAGES {
        let alone: [&[&str]; 2] = [&TYPED[0], &TYPED[1]];
        let given = given();
        given
            .when(&format!("init new.xlsx --lang {language}"))
            .code(0);
        fill_in(&given, "new.xlsx", &[&alone]);
        builds(&given, "filled.xlsx");
    }
}

#[test]
fn a_workbook_of_three_sheets_builds_in_every_language() {
    for language in LANGUAGES {
        let given = given();
        given
            .when(&format!("init new.xlsx --lang {language}"))
            .code(0);
        fill_in(&given, "new.xlsx", &[&HANDSETS, &ACCOUNTS, &BASES]);
        builds(&given, "filled.xlsx");
        let then = given.when("plan filled.xlsx --out site").code(0);
        let file = then.xml("site/7C2F80123456.xml");
        for (item, value) in [
            (
                "BS_VOIP_Data.astVoipProviders[0].aucSIP_SERVER[0]",
                "\"pbx.example\"",
            ),
            ("BS_CUSTOM.aucKdsPin[0]", "0x00,0x00"),
        ] {
            assert_eq!(file.item(item), value, "{language}");
        }
        let built = then.text("site/7C2F80123456.xml");
        assert!(built.contains("0103270800"), "{language}\n{built}");
        let said = given.when("check filled.xlsx").code(0).stdout;
        assert!(!said.contains('['), "{said}");
    }
}

#[test]
fn the_rows_of_the_example_are_a_roster() {
    let given = made();
    let mut book: Xlsx<_> = open_workbook(given.path("new.xlsx")).unwrap();
    let example = book.worksheet_range("Example").unwrap();
    let rows: Vec<Vec<String>> = example
        .rows()
        .map(|row| row.iter().map(ToString::to_string).collect())
        .collect();
    // Below the title there are three blocks: the name of a sheet, its headers, its rows.
    let blocks: Vec<&[Vec<String>]> = rows
        .split(|row| row.iter().all(String::is_empty))
        .skip(1)
        .collect();
    let sheets: Vec<Vec<Vec<&str>>> = blocks
        .iter()
        .map(|block| {
            let rows = block[2..].iter();
            rows.map(|row| row.iter().map(String::as_str).collect())
                .collect()
        })
        .collect();
    let sheets: Vec<Vec<&[&str]>> = sheets
        .iter()
        .map(|rows| rows.iter().map(Vec::as_slice).collect())
        .collect();
    let sheets: Vec<&[&[&str]]> = sheets.iter().map(Vec::as_slice).collect();
    assert_eq!(sheets.len(), 3);
    fill_in(&given, "new.xlsx", &sheets);
    let then = given.when("build filled.xlsx --out site").code(0);
    assert_eq!(then.xml("site/7C2F80654321.xml").extensions(), [(6, "203")]);
    let file = then.xml("site/7C2F80123456.xml");
    assert_eq!(file.extensions(), [(0, "201"), (1, "0012")]);
    let mailboxes = [0, 1].map(|index| file.account(index, "aucS_VOIP_NET_AM_NUMBER_1"));
    assert_eq!(mailboxes, ["\"*2\"", "\"\""]);
}

#[test]
fn a_finding_names_the_header_of_the_sheet() {
    let given = given();
    given.when("init new.xlsx --lang de").code(0);
    let rows: [&[&str]; 1] = [&["0012", "Ada", "029E74A59", "7C2F80123456", "0012345"]];
    fill_in(&given, "new.xlsx", &[&rows]);
    let then = given.when("check filled.xlsx --report found.html").code(1);
    // `IPUI *` is the field's own name.
    assert!(
        then.stdout.contains("C2  error[invalid-ipui]"),
        "{}",
        then.stdout
    );
    let row = "0012;Ada;029E74A59;7C2F8012345;0012345";
    given.write(
        "other.csv",
        format!("Nebenstelle;Name;IPUI-Code (neu);Basis-MAC;Passwort\n{row}\n"),
    );
    let then = given
        .when("check other.csv --report found.html --report found.csv")
        .code(1);
    for (place, code) in [
        ("C2 (IPUI-Code (neu))", "invalid-ipui"),
        ("D2 (Basis-MAC)", "invalid-mac"),
    ] {
        let line = format!("  {place}  error[{code}]");
        assert!(then.stdout.contains(&line), "{}", then.stdout);
    }
    assert!(then.text("found.html").contains("<th>D2 <i>Basis-MAC</i>"));
    let found = then.findings("found.csv");
    assert_eq!(
        (found[1].get("cell"), found[1].get("field")),
        ("D2", "base_mac")
    );
}

/// Types into the roster with LibreOffice as its window does, and saves it.
const TYPING: &str = r#"
import os, subprocess, sys, tempfile, time
try:
    import uno
    from com.sun.star.beans import PropertyValue
except ImportError:
    sys.exit(77)

def property(name, value):
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made

source, target = map(os.path.abspath, sys.argv[1:3])
profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
pipe = f"dect_roster_{os.getpid()}"
try:
    office = subprocess.Popen(
        ["soffice", "--headless", "--norestore", f"-env:UserInstallation=file://{profile.name}",
         f"--accept=pipe,name={pipe};urp;"], stderr=subprocess.DEVNULL)
except OSError:
    sys.exit(77)
try:
    here = uno.getComponentContext()
    resolver = here.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", here)
    for attempt in range(240):
        try:
            there = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            break
        except Exception:
            time.sleep(0.5)
    make = lambda name: there.ServiceManager.createInstanceWithContext(name, there)
    desktop, dispatch = make("com.sun.star.frame.Desktop"), make("com.sun.star.frame.DispatchHelper")
    book = desktop.loadComponentFromURL(
        f"file://{source}", "_blank", 0, (property("Hidden", True),))
    window = book.CurrentController
    window.setActiveSheet(book.Sheets.getByName("Handsets"))
    # One row below the header, and one where nobody has typed yet.
    for row, line in zip((2, 5000), sys.stdin.read().splitlines()):
        for column, text in zip("ABCDE", line.split("\t")):
            dispatch.executeDispatch(
                window.Frame, ".uno:GoToCell", "", 0, (property("ToPoint", f"${column}${row}"),))
            dispatch.executeDispatch(
                window.Frame, ".uno:EnterString", "", 0, (property("StringName", text),))
    # Of each text, what the check while typing says of it.
    for line in open("texts", encoding="utf-8").read().splitlines():
        sheet, column, text = line.split("\t")
        cells = book.Sheets.getByName(sheet)
        checked, cell = cells.getCellRangeByName(f"{column}9"), cells.getCellRangeByName("Z9")
        cell.NumberFormat = 0
        checked.String, cell.Formula = text, "=" + checked.Validation.getFormula1()
        print(cell.String)
        checked.String, cell.String = "", ""
    book.storeToURL(f"file://{target}", (property("FilterName", "Calc MS Excel 2007 XML"),))
    book.close(True)
    desktop.terminate()
    office.wait(60)
finally:
    office.kill()
"#;

/// Texts that may be typed as an IPUI, and such as may not.
const IPUIS: (&[&str], &[&str]) = (
    &[
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
        "1072703045373",
        "10727 0000000 *",
        "*029E74A599*",
        "*1072703045373*",
        "10727 0304537 (3)",
        "10727/0304537/3",
        "IPUI 029E74A599 / IPEI 10727 0304537 3",
        "029E74A599 (Bo)",
        "00146 0156577 9",
        "\u{a0}029E74A599\u{a0}",
    ],
    &[
        "029E74A59",
        "298765E12",
        "129E74A599",
        "F29E74A599",
        "0000000000",
        "029E74A59G",
        "O29E74A599",
        "029E74A5990",
        "10727 0304537 4",
        "99999 0304537",
        "10727 9304537",
        "000000000000",
        "7C2F80123456",
        "4006381333931",
        "1460156577",
    ],
);
/// The same of MAC addresses.
const MACS: (&[&str], &[&str]) = (
    &[
        "7C2F80123456",
        "7c:2f:80:12:34:56",
        "7C-2F-80-12-34-56",
        "7C2F.8012.3456",
        " 7C 2F 80 12 34 56 ",
        "7C\u{a0}2F\u{a0}80\u{a0}12\u{a0}34\u{a0}56",
        "MAC: 7C2F80123456",
        "Base 1: 7C2F80123456",
        "7C2F80123456 (basement)",
    ],
    &[
        "7C:2F:80:12:34:5",
        "7C2F8012345G",
        "012F80123456",
        "000000000000",
        "192.168.1.10",
    ],
);

#[test]
fn what_is_typed_in_libreoffice_survives_and_is_checked() {
    for text in IPUIS.0 {
        assert!(text.trim().parse::<Ipui>().is_ok(), "{text}");
    }
    for text in MACS.0 {
        assert!(text.parse::<Mac>().is_ok(), "{text}");
    }
    let ipuis = IPUIS.0.iter().chain(IPUIS.1);
    let ipuis = ipuis.map(|text| format!("Handsets\tC\t{text}\n"));
    let macs = MACS.0.iter().chain(MACS.1);
    let macs = macs.map(|text| format!("Bases\tA\t{text}\n"));
    let given = made();
    given.write("texts", ipuis.chain(macs).collect::<String>());
    let typed = TYPED.map(|row| row.join("\t")).join("\n");
    given.write("typed", typed);
    // The system's Python is the one that knows LibreOffice.
    let mut command = Command::new("/usr/bin/python3");
    let typing = command
        .current_dir(given.root())
        .args(["-c", TYPING, "new.xlsx", "filled.xlsx"])
        .stdin(fs::File::open(given.path("typed")).unwrap())
        .output();
    let output = match typing {
        Ok(output) if output.status.success() => output,
        Ok(output) if output.status.code() != Some(77) => panic!("{output:?}"),
        _ => {
            eprintln!("skipped: there is no LibreOffice with its Python");
            return;
        }
    };
    builds(&given, "filled.xlsx");
    let said = String::from_utf8(output.stdout).unwrap();
    let mut said = said.lines();
    for (texts, expected) in [(IPUIS.0, "1"), (IPUIS.1, "0"), (MACS.0, "1"), (MACS.1, "0")] {
        for text in texts {
            assert_eq!(said.next(), Some(expected), "{text}");
        }
    }
    assert_eq!(said.next(), None);
}
