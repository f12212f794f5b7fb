//! `init FILE.xlsx`: an empty roster that keeps what is typed.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::process::Command;

use calamine::{Reader, Xlsx, open_workbook};
use rust_xlsxwriter::{Format, Workbook};

use crate::harness::{Given, given};

/// What a person fills in, and how the provisioning file spells it.
const TYPED: [[&str; 5]; 2] = [
    ["0012", "0012345", "0012", "0298765E12", "7C2F80123456"],
    [
        "1E5",
        "Invented-1",
        "2/3",
        "10727 0304537 3",
        "7C:2F:80:12:34:56",
    ],
];
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
    assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
    let mut book: Xlsx<_> = open_workbook(&path).unwrap();
    assert_eq!(book.sheet_names(), ["Roster", "Example", "Instructions"]);
    let header = book.worksheet_range("Roster").unwrap();
    let header: Vec<_> = header
        .cells()
        .map(|(_, _, cell)| cell.to_string())
        .collect();
    let expected = [
        "extension *",
        "password *",
        "display_name *",
        "ipui *",
        "base_mac *",
        "login",
        "position",
        "voicemail",
        "provider",
        "account_name",
    ];
    assert_eq!(header, expected);
    let said = given.when("check new.xlsx").code(2).stdout;
    assert!(said.contains("error[empty-roster]"), "{said}");
    assert_eq!(said.matches("error[").count(), 1, "{said}");
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
        .fails_with("must end in .csv or .xlsx");
}

/// Builds the roster and looks for every value in the file.
fn builds(given: &Given, roster: &str) {
    let then = given.when(&format!("build {roster} --out site")).code(0);
    let built = then.text("site/7C2F80123456.xml");
    for text in BUILT {
        assert!(built.contains(text), "{text}");
    }
}

/// The same header and rows as the workbook would have, for none of these crates edits a file.
#[test]
fn a_filled_in_workbook_builds() {
    let given = made();
    let mut empty: Xlsx<_> = open_workbook(given.path("new.xlsx")).unwrap();
    let mut book = Workbook::new();
    let text = Format::new().set_num_format("@");
    for name in empty.sheet_names() {
        let sheet = book.add_worksheet().set_name(&name).unwrap();
        let range = empty.worksheet_range(&name).unwrap();
        let (top, left) = range.start().unwrap();
        for (row, column, cell) in range.used_cells() {
            let row = top + u32::try_from(row).unwrap();
            let column = u16::try_from(left).unwrap() + u16::try_from(column).unwrap();
            sheet.write_string(row, column, cell.to_string()).unwrap();
        }
        if name == "Roster" {
            for (row, values) in (1..).zip(TYPED) {
                for (column, value) in (0..).zip(values) {
                    sheet
                        .write_string_with_format(row, column, value, &text)
                        .unwrap();
                }
            }
        }
    }
    book.save(given.path("filled.xlsx")).unwrap();
    builds(&given, "filled.xlsx");
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
    window.setActiveSheet(book.Sheets.getByName("Roster"))
    # One row below the header, and one where nobody has typed yet.
    for row, line in zip((2, 5000), sys.stdin.read().splitlines()):
        for column, text in zip("ABCDE", line.split("\t")):
            dispatch.executeDispatch(
                window.Frame, ".uno:GoToCell", "", 0, (property("ToPoint", f"${column}${row}"),))
            dispatch.executeDispatch(
                window.Frame, ".uno:EnterString", "", 0, (property("StringName", text),))
    book.storeToURL(f"file://{target}", (property("FilterName", "Calc MS Excel 2007 XML"),))
    book.close(True)
    desktop.terminate()
    office.wait(60)
finally:
    office.kill()
"#;

#[test]
fn what_is_typed_in_libreoffice_survives() {
    let given = made();
    let typed = TYPED.map(|row| row.join("\t")).join("\n");
    given.write("typed", typed);
    // The system's Python is the one that knows LibreOffice.
    let mut command = Command::new("/usr/bin/python3");
    let typing = command
        .current_dir(given.root())
        .args(["-c", TYPING, "new.xlsx", "filled.xlsx"])
        .stdin(fs::File::open(given.path("typed")).unwrap())
        .output();
    match typing {
        Ok(output) if output.status.success() => builds(&given, "filled.xlsx"),
        Ok(output) if output.status.code() != Some(77) => panic!("{output:?}"),
        _ => eprintln!("skipped: there is no LibreOffice with its Python"),
    }
}
