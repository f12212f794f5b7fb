//! A roster, a file name or a provisioning file from a stranger does nothing to whoever looks at what
//! the program says of it: not on a terminal, not in a browser, not in a spreadsheet.

use std::io::{Cursor, Read};
use std::path::Path;

use dect_roster::value::Field;
use rust_xlsxwriter::Workbook;

use crate::codes::ROWS;
use crate::harness::{Given, HEADER, Then, given, repository};

/// Sets the title of a terminal, moves its cursor, takes colours that the program never uses, in
/// seven and in eight bits; turns the direction of writing; begins a new line.
const HOSTILE: &str =
    "a\u{1b}]0;owned\u{7}\u{1b}[2J\u{1b}[97;41m\u{9b}2J\u{90}q\u{202e}gnp\u{2066}\u{8}\r\nb\u{7f}";
/// Markup for every place that a page has: between tags, in an attribute, in a comment, in a script.
#[cfg(unix)]
const MARKUP: &str = "\"' onmouseover=\"alert(1)\" x='<script>alert(1)</script>--></style></script><img src=x onerror=alert(1)>&lt;";

/// Formulas as each spreadsheet begins them, and what makes a link of itself.
const FORMULAS: [&str; 11] = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    " =1+1",
    "＝1+1",
    "x;=1+1",
    "=HYPERLINK(\"http://192.0.2.1/\")",
    "http://192.0.2.1/\"",
];

/// What would act on a terminal, but for the program's own colours.
fn acts(text: &str) -> Option<String> {
    let mut rest = text.to_owned();
    for style in ["\u{1b}[0m", "\u{1b}[1m", "\u{1b}[2m", "\u{1b}[4m"] {
        rest = rest.replace(style, "");
    }
    for color in 31..=36 {
        rest = rest.replace(&format!("\u{1b}[{color}m"), "");
    }
    let turns = |c: char| matches!(c, '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let found = rest.find(|c: char| (c.is_control() && c != '\n') || turns(c));
    found.map(|at| {
        rest[at..]
            .chars()
            .take(20)
            .collect::<String>()
            .escape_debug()
            .to_string()
    })
}

#[track_caller]
fn does_nothing(then: &Then<'_>, what: &str) {
    for text in [&then.stdout, &then.stderr] {
        assert_eq!(acts(text), None, "{what}: {text}");
        assert!(!text.contains("\nb"), "{what}: a line of its own: {text}");
    }
    for (name, bytes) in then.files("reports") {
        if Path::new(&name).extension() != Some("xlsx".as_ref()) {
            let text = String::from_utf8(bytes).unwrap().replace("\r\n", "\n");
            assert_eq!(acts(&text), None, "{what}: {name}");
        }
    }
}

/// Every carrier at its loudest: colours are asked for, so that nothing is left out on the way.
fn loud() -> Given {
    let given = given()
        .env("CLICOLOR_FORCE", "1")
        .env("RUST_BACKTRACE", "1");
    std::fs::create_dir(given.path("reports")).unwrap();
    given
}

const REPORTS: [&str; 8] = [
    "--report",
    "reports/r.csv",
    "--report",
    "reports/r.json",
    "--report",
    "reports/r.html",
    "--report",
    "reports/r.xlsx",
];

/// Runs a command with colours and all reports.
fn when<'g>(given: &'g Given, args: &[&str]) -> Then<'g> {
    given.when_args(args.iter().chain(&REPORTS).chain(&["--color", "always"]))
}

fn row_with(field: usize, text: &str) -> [String; Field::COLUMNS.len()] {
    let mut row = ROWS[0].map(str::to_owned);
    text.clone_into(&mut row[field]);
    row
}

fn csv(header: &[&str], rows: &[impl AsRef<[String]>]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(header).unwrap();
    for row in rows {
        writer.write_record(row.as_ref()).unwrap();
    }
    writer.into_inner().unwrap()
}

#[test]
fn no_cell_acts_on_a_terminal() {
    let header = Field::COLUMNS.map(Field::name);
    for field in 0..header.len() {
        for hostile in [
            HOSTILE,
            "1\u{1b}[2J",
            "\u{9b}2J",
            "\u{202e}1",
            "1\n2",
            "7C2F8012345\u{202e}",
        ] {
            let given = loud().file("roster.csv", csv(&header, &[row_with(field, hostile)]));
            for command in ["check", "plan", "build"] {
                let out = ["--out", "out"];
                let out = if command == "check" {
                    &[][..]
                } else {
                    &out[..]
                };
                let then = when(&given, &[&[command, "roster.csv"], out].concat());
                does_nothing(&then, &format!("{command} {}: {hostile:?}", header[field]));
            }
        }
    }
}

#[test]
fn no_header_or_sheet_acts_on_a_terminal() {
    let hostile = format!("pass{HOSTILE}word");
    for name in ["password", "room"] {
        let header = [
            "extension",
            "password",
            "display_name",
            "ipui",
            "base_mac",
            "room",
        ];
        let header = header.map(|header| {
            if header == name {
                hostile.as_str()
            } else {
                header
            }
        });
        let given = loud().file("roster.csv", csv(&header, &[&row_with(3, "x")[..6]]));
        does_nothing(&when(&given, &["check", "roster.csv"]), name);
    }
    let given = loud().file(
        "roster.csv",
        csv(
            &[
                "extension",
                "passw\u{9b}ord",
                "display_name",
                "ipui",
                "base_mac",
            ],
            &[&row_with(3, "x")[..5]],
        ),
    );
    let then = when(&given, &["check", "roster.csv"]);
    assert!(then.stdout.contains("passw\\u{9b}ord"), "{}", then.stdout);
    does_nothing(&then, "a suggestion");

    let mut book = Workbook::new();
    for name in ["a\u{9b}2J\u{202e}gnp", "b\u{202e}\u{90}q"] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (column, name) in (0..).zip(Field::COLUMNS.map(Field::name)) {
            sheet.write_string(0, column, name).unwrap();
        }
        for (column, value) in (0..).zip(row_with(3, "x")) {
            sheet.write_string(1, column, value).unwrap();
        }
    }
    let given = loud().file("roster.xlsx", book.save_to_buffer().unwrap());
    let then = when(&given, &["check", "roster.xlsx"]);
    assert!(
        then.stdout.contains("a\\u{9b}2J\\u{202e}gnp"),
        "{}",
        then.stdout
    );
    does_nothing(&then, "sheets");
    does_nothing(
        &when(&given, &["check", "roster.xlsx", "--sheet", "none"]),
        "sheets that are there",
    );
}

/// A name that a file can have.
#[cfg(unix)]
fn file_name(ending: &str) -> String {
    format!("{}{ending}", HOSTILE.replace('/', ""))
}

#[cfg(unix)]
#[test]
fn no_name_that_is_typed_or_found_acts_on_a_terminal() {
    let [csv_name, xml, toml, xlsx, pdf] =
        [".csv", ".xml", ".toml", ".xlsx", ".pdf"].map(file_name);
    let directory = file_name("");
    let good = format!("{HEADER}\n101,Secret-1,Ada,029E74A599,7C2F80123456\n");
    let bad = format!(
        "{HEADER}\n101,Secret-1,Ada,x,7C2F80123456\n102,Secret-2,Bo,02B6EC8AA5,7C2F80A41C07"
    );
    let given = loud()
        .file("roster.csv", &good)
        .file(&csv_name, bad)
        .file(&xml, "{% for %}")
        .file(&toml, "[policy\n")
        .file(&xlsx, "no workbook")
        .file("taken/7c2f80a41c07.xml", "<a/>")
        .file(&format!("{directory}/x/7C2F80123456.xml"), "<a>")
        .file(&format!("{directory}/x/7C2F80A41C07.xml"), "<a>");
    let out = format!("{directory}/x");
    for args in [
        &["check", &csv_name][..],
        &["build", &csv_name, "--out", &out],
        &["plan", "roster.csv", "--out", &out],
        &["plan", "roster.csv", "--out", "taken"],
        &["build", "roster.csv", "--out", &csv_name],
        &["build", "roster.csv", "--out", "out", "--template", &xml],
        &["build", "roster.csv", "--out", "out", "--config", &toml],
        &["check", &xlsx],
        &["check", &pdf],
        &["check", &format!("none{csv_name}")],
        &["check", "roster.csv", "--report", &pdf],
        &["check", "roster.csv", "--report", &directory],
        &[
            "check",
            "roster.csv",
            "--report",
            &format!("{directory}/none/r.csv"),
        ],
        &["check", "roster.csv", "--template", HOSTILE],
        &["check", "roster.csv", "--set", HOSTILE],
        &["plan", "roster.csv", "--out", "out", "--on-error", HOSTILE],
        &["check", "roster.csv", "--jobs", HOSTILE],
        &["plan", "roster.csv", "--out", "out", "--pin", HOSTILE],
        &[
            "plan",
            "roster.csv",
            "--out",
            "out",
            "--max-deregister",
            HOSTILE,
        ],
        &[
            "plan",
            "roster.csv",
            "--out",
            "out",
            "--window-start",
            HOSTILE,
        ],
        &[
            "plan",
            "roster.csv",
            "--out",
            "out",
            "--window-duration",
            HOSTILE,
        ],
        &["check", "roster.csv", &format!("--{HOSTILE}")],
        &["check", &xlsx, "--sheet", HOSTILE],
    ] {
        does_nothing(&when(&given, args), &format!("{args:?}"));
    }
    for args in [
        &["init", &file_name("new.csv")][..],
        &["init", &file_name("new.csv")],
        &["init", &pdf],
        &["export", &out, "--to", "-"],
        &["export", "taken", "--to", "-"],
        &["export", HOSTILE, "--to", "-"],
        &["export", &out, "--to", &pdf],
        &["export", &out, "--to", &csv_name],
        &["explain", HOSTILE],
        &["ipui", HOSTILE],
        &["ipui", "029E74A59\u{202e}"],
        &["template", "show", HOSTILE],
        &["template", HOSTILE],
        &[HOSTILE],
        &["check", "--color", HOSTILE],
    ] {
        let then = given.when_args(args);
        does_nothing(&then, &format!("{args:?}"));
        let then = given.when_args(args.iter().chain(&["--color", "always"]));
        does_nothing(&then, &format!("{args:?}"));
    }
}

#[test]
fn no_config_template_or_file_in_place_acts_on_a_terminal() {
    let escaped = "a\\u001b]0;x\\u0007\\u009b2J\\u202egnp";
    let roster = format!("{HEADER}\n101,Secret-1,Ada,029E74A599,7C2F80123456\n");
    for config in [
        format!("\"{escaped}\" = 1"),
        format!("[policy]\n\"{escaped}\" = 1"),
        format!("[policy]\non_error = \"{escaped}\""),
        format!("[rules]\n\"{escaped}\" = \"off\""),
        format!("[columns]\n\"{escaped}\" = [\"x\"]"),
        format!("[roster]\ndelimiter = \"{escaped}\""),
        format!("[roster]\nencoding = \"{escaped}\""),
        format!("[output]\nmode = \"{escaped}\""),
        format!("[output]\nreports = [\"{escaped}.pdf\"]"),
        format!("[template]\nname = \"{escaped}\""),
        format!("[template]\nfile = \"{escaped}.xml\""),
        format!("[registration]\nwindow_start = \"{escaped}\""),
        format!("x = {HOSTILE}"),
        format!("{HOSTILE} = 1"),
    ] {
        let given = loud()
            .file("roster.csv", &roster)
            .file("dect-roster.toml", &config);
        let then = given.when("check roster.csv --color always").code(2);
        does_nothing(&then, &config);
    }
    let n720 = dect_roster::device::DEVICES[0].template;
    for wrong in [
        format!("{{{{ x.{HOSTILE} }}}}"),
        format!("{{{{ settings['{HOSTILE}'].x }}}}"),
        format!("{{{{ 1|{HOSTILE} }}}}"),
        format!("{{% {HOSTILE} %}}"),
        format!("{{% include '{HOSTILE}' %}}"),
        format!("<{HOSTILE}>"),
        "{{ '\u{1b}[2J' }}".into(),
    ] {
        let given = loud().file("roster.csv", &roster).file(
            "t.xml",
            n720.replace("</Provider>", &format!("{wrong}</Provider>")),
        );
        does_nothing(
            &when(
                &given,
                &["build", "roster.csv", "--out", "out", "--template", "t.xml"],
            ),
            &wrong,
        );
    }
    let reference = "a&#x9b;2J&#x202e;gnp&#10;b";
    for file in [
        format!("<?xml version='1.0' encoding='{HOSTILE}'?><a/>"),
        format!("<{HOSTILE}>"),
        format!("<a></{HOSTILE}>"),
        format!("<a>\n<SYMB_ITEM ID=\"{reference}\" value='1'/></a>"),
        format!("<a>\n<{HOSTILE} value='1'/></a>"),
        format!("<a><SYMB_ITEM ID=\"BS_VOIP_Data.astVoipAccounts[0].{reference}\" value='{reference}'/></a>"),
        format!("<a><MAC_ADDRESS value=\"{reference}\"/></a>"),
        format!("<a><SYMB_ITEM ID=\"BS_VOIP_Data.astVoipAccounts[0].aucS_SIP_USER_ID[0]\" value='\"{reference}\"'/></a>"),
        format!("<a><SYMB_ITEM ID=\"BS_Accounts.astAccounts[0].aucHandsetCode[0]\" value=\"{reference}\"/></a>"),
        "<a><SYMB_ITEM ID=\"BS_VOIP_Data.astVoipAccounts[0].aucS_SIP_USER_ID[0]\" value='\"1&#x1b;[2J\"'/></a>".into(),
    ] {
        let given = loud().file("roster.csv", &roster).file("out/7C2F80123456.xml", &file);
        for command in ["plan", "build"] {
            let then = when(&given, &[command, "roster.csv", "--out", "out", "--max-deregister", "9"]);
            does_nothing(&then, &file);
        }
        given.write("out/7C2F80123456.xml", &file);
        let then = given.when("export out --to - --color always");
        does_nothing(&then, &file);
    }
}

#[test]
fn an_account_with_a_control_character_is_left_out_of_an_export() {
    let item = |name: &str, value: &str| {
        format!("<SYMB_ITEM ID=\"BS_VOIP_Data.astVoipAccounts[2].{name}\" value='\"{value}\"'/>")
    };
    let user = item("aucS_SIP_USER_ID[0]", "101");
    for (name, character) in [
        ("aucS_SIP_DISPLAYNAME[0]", "9B"),
        ("aucS_SIP_PASSWORD[0]", "A"),
    ] {
        let named = item(name, &format!("Ada&#x{character};2J"));
        let given = loud().file("out/7C2F80123456.xml", format!("<a>{user}{named}</a>"));
        let then = given.when("export out --to -").code(1);
        assert_eq!(then.stdout.lines().count(), 1, "{}", then.stdout);
        let why = format!(
            "SIP account 3 has the character U+{character:0>4}, which a roster cannot hold"
        );
        assert!(then.stderr.contains(&why), "{}", then.stderr);
    }
}

/// Rows with these texts in every field, each of them wrong there.
fn rows_with(texts: &[&str]) -> Vec<[String; Field::COLUMNS.len()]> {
    let fields = 0..Field::COLUMNS.len();
    fields
        .flat_map(|field| texts.iter().map(move |text| row_with(field, text)))
        .collect()
}

#[test]
fn no_cell_of_a_csv_report_begins_a_formula() {
    let header = Field::COLUMNS.map(Field::name);
    let name = "=1+1.csv";
    let given = loud().file(name, csv(&header, &rows_with(&FORMULAS)));
    let then = when(&given, &["check", name]).code(1);
    let findings = then.findings("reports/r.csv");
    assert!(findings.len() > 50);
    for finding in findings {
        for column in ["file", "value", "message", "help", "related"] {
            for cell in finding.get(column).split(';') {
                let begins = cell.trim_start_matches(|c: char| c.is_whitespace() || c == '"');
                assert!(
                    !begins.starts_with(['=', '+', '-', '@', '＝']),
                    "{column}: {cell}"
                );
            }
        }
    }
}

/// The parts of a workbook by name.
fn parts(bytes: &[u8]) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let indices = 0..archive.len();
    let read = |index| {
        let mut part = archive.by_index(index).unwrap();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        (part.name().unwrap().into_owned(), text)
    };
    indices.map(read).collect()
}

#[track_caller]
fn has_no_formula_and_no_link_out(bytes: &[u8]) {
    let parts = parts(bytes);
    assert!(parts.iter().any(|(_, text)| text.contains("1+1")));
    for (name, text) in parts {
        assert!(!text.contains("<f>") && !text.contains("<f "), "{name}");
        assert!(!text.contains("TargetMode=\"External\""), "{name}");
        assert!(!name.contains("externalLink"), "{name}");
    }
}

#[test]
fn no_cell_of_a_report_workbook_or_an_export_is_a_formula_or_a_link_out() {
    let header = Field::COLUMNS.map(Field::name);
    let given = loud().file("=1+1.csv", csv(&header, &rows_with(&FORMULAS)));
    let then = when(&given, &["check", "=1+1.csv"]).code(1);
    has_no_formula_and_no_link_out(&then.bytes("reports/r.xlsx"));

    let bases = [
        "7C2F80123456",
        "7C2F806E93D2",
        "7C2F80A41C07",
        "7C2F80B52D18",
    ];
    let names = ["=1+1", "+1+1", "-1+1", "@http://192.0.2.1/"];
    let rows: Vec<String> = (101..)
        .zip(bases)
        .zip(names)
        .map(|((number, base), name)| format!("{number},{name} x,{name},029E70{number:04},{base}"))
        .collect();
    let given = loud().file("roster.csv", format!("{HEADER}\n{}\n", rows.join("\n")));
    let built = given
        .when("build roster.csv --out out --window-start 2030-01-15T08:00 --window-duration 1h")
        .code(0)
        .files("out");
    // An export is data: it says what the files say, so that building it changes nothing.
    for name in ["back.csv", "back.xlsx"] {
        let then = given.when(&format!("export out --to {name}")).code(0);
        if name == "back.xlsx" {
            has_no_formula_and_no_link_out(&then.bytes(name));
        }
        let then = given.when(&format!("build {name} --out out")).code(0);
        assert!(then.stdout.contains("4 unchanged"), "{}", then.stdout);
        assert_eq!(then.files("out"), built);
    }
}

#[cfg(unix)]
#[test]
fn nothing_in_a_page_is_markup_but_its_own() {
    let markup = MARKUP.replace('/', "");
    let header = [
        "extension",
        "password",
        "display_name",
        "ipui",
        "base_mac",
        &format!("login{MARKUP}"),
    ];
    let given = loud().file(
        &format!("{markup}.csv"),
        csv(
            &header,
            &rows_with(&[MARKUP])
                .iter()
                .map(|row| row[..6].to_vec())
                .collect::<Vec<_>>(),
        ),
    );
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("<b x='\"'>").unwrap();
    for (column, (name, value)) in (0..).zip(
        Field::COLUMNS
            .map(Field::name)
            .iter()
            .zip(row_with(3, MARKUP)),
    ) {
        sheet.write_string(0, column, *name).unwrap();
        sheet.write_string(1, column, value).unwrap();
    }
    given.write("roster.xlsx", book.save_to_buffer().unwrap());
    let out = format!("out{markup}");
    given.write(
        &format!("{out}/7C2F80123456.xml"),
        format!("<a x='{MARKUP}'"),
    );
    let clean = when(
        &loud().file("roster.csv", HEADER),
        &["plan", "roster.csv", "--out", "out"],
    )
    .text("reports/r.html");
    let roster = format!("{markup}.csv");
    let then = when(&given, &["plan", &roster, "roster.xlsx", "--out", &out]);
    let page = then.text("reports/r.html");
    assert!(page.contains("&lt;img src=x onerror"), "{page}");
    for tag in [
        "<script",
        "</script",
        "<style",
        "</style",
        "<img",
        "<b x",
        " onmouseover=\"",
        " onerror=\"",
        "-->",
    ] {
        assert_eq!(
            page.matches(tag).count(),
            clean.matches(tag).count(),
            "{tag}"
        );
    }
}

#[test]
fn the_page_for_people_who_find_a_hole_is_linked() {
    let readme = std::fs::read_to_string(repository("README.md")).unwrap();
    assert!(readme.contains("(SECURITY.md)") && Path::new(&repository("SECURITY.md")).exists());
}
