//! The entries, a line or two each.

use dect_roster::finding::Severity;
use dect_roster::value::Field;
use rust_xlsxwriter::Workbook;

use super::Cell::{Date, Formula as Computed, Number, Text, True};
use super::{Case, ROWS, both_with, csv, never_calculated, text, typed, workbook_with, write_rows};
use crate::harness::{Given, HEADER, given, given_rows};

/// All of them.
pub fn all() -> Vec<Case> {
    [
        reading_cases(),
        accounted_cases(),
        text_cell_cases(),
        typed_cell_cases(),
        value_cases(),
        word_cases(),
        roster_cases(),
        file_cases(),
        present_cases(),
        lint_cases(),
        vec![setting_case()],
        device_cases(),
        table_cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn reading_cases() -> Vec<Case> {
    use Severity::{Error, Info};
    let case = |code, at: &str, wrong: &str, right: &str| Case {
        code,
        severity: Error,
        given: given().file("roster.csv", wrong),
        at: vec![format!("roster.csv{at}")],
        near: given().file("roster.csv", right),
    };
    let row = "101,Secret-1,Ada,029E74A599,7C2F80123456";
    let whole = format!("extension,password,display_name,ipui,base_mac\n{row}\n");
    let mut cases = vec![
        case(
            "no-header",
            "",
            &format!("{row}\n"),
            &format!("Site\n\n{whole}"),
        ),
        case(
            "missing-column",
            ":row 1",
            &whole.replace("base_mac", "place"),
            &whole.replace("base_mac", "Base MAC"),
        ),
        case(
            "duplicate-column",
            ":F1",
            &format!("{},Durchwahl\n{row},102\n", whole.lines().next().unwrap()),
            &format!("{},Room\n{row},101\n", whole.lines().next().unwrap()),
        ),
        case(
            "swallowed-rows",
            ":C2",
            &whole.replace(",Ada,", ",\"Chef,").repeat(2),
            &whole.replace(",Ada,", ",\"Chef, who\ndoes not read\","),
        ),
        case("empty-roster", "", whole.lines().next().unwrap(), &whole),
    ];
    let with_notes = |note: &str| {
        let mut book = Workbook::new();
        write_rows(book.add_worksheet());
        let notes = book.add_worksheet().set_name("Notes").unwrap();
        if !note.is_empty() {
            notes.write_string(0, 0, note).unwrap();
        }
        given().file("roster.xlsx", book.save_to_buffer().unwrap())
    };
    cases.push(Case {
        code: "sheet-skipped",
        severity: Info,
        given: with_notes("Ask Bo about the keys"),
        at: vec!["roster.xlsx#Notes".into()],
        near: with_notes(""),
    });
    cases
}

/// What of a roster is not read.
fn accounted_cases() -> Vec<Case> {
    use Severity::{Error, Info, Warning};
    let case = |code, at: &str, wrong: &str, right: &str| Case {
        code,
        severity: Error,
        given: given().file("roster.csv", wrong),
        at: vec![format!("roster.csv{at}")],
        near: given().file("roster.csv", right),
    };
    let row = "101,Secret-1,Ada,029E74A599,7C2F80123456";
    let whole = format!("{HEADER}\n{row}\n");
    let mut cases = Vec::new();
    let headed = |header: &str, cells: &str| format!("{HEADER}{header}\n{row}{cells}\n");
    cases.extend([
        case(
            "row-above-header",
            ":D1",
            &format!("102,Secret-2,Bo,02B6EC8AA5,7C2F80123456\n{whole}"),
            &format!("As of 01.02.2026,,,,\nAsk 0301234567,,,,\n{whole}"),
        ),
        case(
            "unused-identities",
            ":F2",
            &headed(",ipui2", ",02B6EC8AA5"),
            &headed(",Phone at home", ",0301234567"),
        ),
    ]);
    for (severity, header, cell, near) in [
        (Info, "Room", "12", ""),
        (Warning, "MAC of the desk phone", "00:0B:82:12:34:56", ""),
        (Warning, "Nebenstele", "Haus 4", ""),
    ] {
        cases.push(Case {
            code: "unused-column",
            severity,
            given: given().file(
                "roster.csv",
                headed(&format!(",{header}"), &format!(",{cell}")),
            ),
            at: vec!["roster.csv:F1".into()],
            near: given().file("roster.csv", headed(",Login", near)),
        });
    }
    let note = |cells: &str| given().file("roster.csv", format!("{whole}{cells}\n"));
    cases.push(Case {
        code: "row-left-out",
        severity: Info,
        given: note("1 handset in all,,,,"),
        at: vec!["roster.csv:A3".into()],
        near: note(",,,,"),
    });
    let with_sheet = |header: &str, hidden: bool, cell: &str| {
        let mut book = Workbook::new();
        write_rows(book.add_worksheet());
        let sheet = book.add_worksheet().set_name("South").unwrap();
        sheet.set_hidden(hidden);
        for (column, name) in (0..).zip(header.split(',')) {
            sheet.write_string(0, column, name).unwrap();
        }
        sheet.write_string(1, 3, cell).unwrap();
        given().file("roster.xlsx", book.save_to_buffer().unwrap())
    };
    cases.push(Case {
        code: "sheet-not-read",
        severity: Error,
        given: with_sheet("No,Who,Where,What", false, "0231B071BC"),
        at: vec!["roster.xlsx#South:D2".into()],
        near: with_sheet("No,Who,Where,Phone", false, "0301234567"),
    });
    let two = |second: &str| {
        let first = format!("{HEADER}\n102,Secret-2,Bo,02B6EC8AA5,7C2F80123456\n");
        let mut book = Workbook::new();
        for (name, text) in [("North", first.as_str()), ("South", second)] {
            let sheet = book.add_worksheet().set_name(name).unwrap();
            for (row, line) in (0..).zip(text.lines()) {
                for (column, cell) in (0..).zip(line.split(',')) {
                    sheet.write_string(row, column, cell).unwrap();
                }
            }
        }
        given().file("roster.xlsx", book.save_to_buffer().unwrap())
    };
    cases.push(Case {
        code: "empty-table",
        severity: Warning,
        given: two(HEADER),
        at: vec!["roster.xlsx#South:row 1".into()],
        near: two(&whole),
    });
    cases.push(Case {
        code: "hidden-sheet",
        severity: Error,
        given: with_sheet(HEADER, true, ""),
        at: vec!["roster.xlsx#South:row 1".into()],
        near: with_sheet("No,Who,Where,Phone", true, "12"),
    });
    cases
}

fn text_cell_cases() -> Vec<Case> {
    use Field::{BaseMac, DisplayName, Extension, Ipui, Password};
    use Severity::{Error, Info, Warning};
    vec![
        text("missing-value", Error, Password, "", "0"),
        text("missing-value", Error, Extension, "  ", " 102 "),
        text("missing-value", Error, BaseMac, "", "7C2F80123456"),
        text("missing-value", Error, BaseMac, "\"", "7C2F80123456"),
        text("missing-value", Error, Password, "-\"-", "---'--"),
        text("missing-ipui", Warning, Ipui, "", "02B6EC8AA5"),
        text(
            "lost-leading-zero",
            Error,
            Ipui,
            "1460156577",
            "001460156577",
        ),
        text(
            "scientific-notation",
            Error,
            Ipui,
            "2,98765E+17",
            "0298765E12",
        ),
        text(
            "scientific-notation",
            Error,
            Ipui,
            "2.98765E+17",
            "02E7650017",
        ),
        text("error-cell", Error, Ipui, "#N/A", ""),
        text("error-cell", Error, DisplayName, "#NV", "#1 Reception"),
        text(
            "invisible-character",
            Warning,
            Ipui,
            "02B6\u{a0}EC8AA5",
            "02B6 EC8AA5",
        ),
        text(
            "invisible-character",
            Error,
            Password,
            "Secret\u{200b}2",
            "Secret 2",
        ),
        text(
            "invisible-character",
            Error,
            Password,
            "Secret-2 ",
            "Secret-2",
        ),
        text("surrounding-space", Info, Extension, "102 ", "102"),
        in_windows_1252(Warning, DisplayName, "C2"),
        in_windows_1252(Error, Password, "B2"),
        text("lookup-result", Error, Extension, "0", "00"),
        text("lookup-result", Error, DisplayName, "0", "O"),
        text("lookup-result", Error, Password, "0", "01"),
        text("lookup-result", Error, Ipui, "0", ""),
        text("lookup-result", Error, BaseMac, "0", "7C2F80123456"),
        text("garbled-text", Warning, DisplayName, "BjÃ¶rn", "Björn"),
        text("garbled-text", Warning, DisplayName, "Bjo\u{308}rn", "JOÃO"),
        text(
            "garbled-text",
            Warning,
            DisplayName,
            "Bj&ouml;rn",
            "Bo & Co; Ada",
        ),
        text("garbled-text", Error, Password, "SecretÃ¶", "Secretö"),
    ]
}

/// A letter in a file of one byte for each letter, and the same in one that says so.
fn in_windows_1252(severity: Severity, field: Field, at: &str) -> Case {
    let mut row = ROWS[0];
    row[field as usize] = "J\u{f6}rg";
    let header = Field::ALL.map(Field::name).join(",");
    let text = format!("{header}\n{}\n", row.join(","));
    let bytes: Vec<u8> = text.chars().map(|c| u8::try_from(c).unwrap()).collect();
    Case {
        code: "assumed-encoding",
        severity,
        given: given().file("roster.csv", bytes),
        at: vec![format!("roster.csv:{at}")],
        near: given().file("roster.csv", text),
    }
}

fn typed_cell_cases() -> Vec<Case> {
    use Field::{BaseMac, DisplayName, Extension, Ipui, Login, Password, Position};
    use Severity::{Error, Warning};
    vec![
        typed(
            "numeric-cell",
            Warning,
            Extension,
            Number(102.0),
            Text("102"),
        ),
        typed(
            "numeric-cell",
            Warning,
            Password,
            Number(4711.0),
            Text("4711"),
        ),
        typed("numeric-cell", Error, Position, Number(2.5), Number(2.0)),
        typed(
            "lost-leading-zero",
            Warning,
            Ipui,
            Number(298_765_123.0),
            Text("0298765123"),
        ),
        typed(
            "lost-leading-zero",
            Error,
            Ipui,
            Number(1_460_156_577.0),
            Text("001460156577"),
        ),
        typed(
            "lost-leading-zero",
            Warning,
            BaseMac,
            Number(2_104_123_456.0),
            Text("002104123456"),
        ),
        typed(
            "lost-precision",
            Error,
            Ipui,
            Number(298_765e12),
            Text("0298765E12"),
        ),
        typed(
            "lost-precision",
            Error,
            Password,
            Number(1_234_567_890_123_456.0),
            Number(123_456_789_012_345.0),
        ),
        typed("date-cell", Error, Login, Date, Text("2017-04-24")),
        typed("boolean-cell", Error, DisplayName, True, Text("TRUE")),
        typed(
            "error-cell",
            Error,
            Ipui,
            Computed("#REF!"),
            Computed("02B6EC8AA5"),
        ),
        Case {
            code: "formula-without-value",
            severity: Error,
            given: never_calculated(),
            at: vec!["roster.xlsx#Sheet1:A3".into()],
            near: workbook_with(Extension, Computed("x102")),
        },
    ]
}

/// What people and programs write where a value belongs.
fn word_cases() -> Vec<Case> {
    use Field::{DisplayName, Extension, Ipui, Login, Password, Voicemail};
    use Severity::Error;
    let one = |extension: &str, password: &str| {
        let row = format!("{extension},{password},Ada,029E74A599,7C2F80123456");
        given().file("roster.csv", format!("{HEADER}\n{row}\n"))
    };
    vec![
        text("invalid-extension", Error, Extension, "201-205", "20-1"),
        text("invalid-extension", Error, Extension, "-102", "+102"),
        text("invalid-login", Error, Login, "102-105", "102-u"),
        text("invalid-extension", Error, Extension, "tbd", "desk"),
        text("invalid-password", Error, Password, "Secrеt-2", "Secret-2"),
        text("invalid-voicemail", Error, Voicemail, "novm", "none"),
        text("masked-password", Error, Password, "********", "*2*"),
        Case {
            code: "swapped-password",
            severity: Severity::Warning,
            given: one("kJ7-x", "102"),
            at: vec!["roster.csv:A2".into()],
            near: one("102", "102-x"),
        },
        text("masked-password", Error, Password, "xxx", "xx"),
        text(
            "sample-row",
            Severity::Warning,
            DisplayName,
            "Max Mustermann",
            "Max Muster-Mann",
        ),
        text(
            "invalid-ipui",
            Error,
            Ipui,
            "02B6EC8AA5 / 10727 0304537 3",
            "02B6EC8AA5 / 11118 0821925 6",
        ),
        text("invalid-ipui", Error, Ipui, "folgt", "keins"),
    ]
}

fn value_cases() -> Vec<Case> {
    use Field::{
        AccountName, BaseMac, DisplayName, Extension, Ipui, Login, Password, Position, Provider,
        Voicemail,
    };
    use Severity::Error;
    vec![
        text("invalid-extension", Error, Extension, "10\"2", "*102#"),
        text("invalid-extension", Error, Extension, "1 02", "102"),
        text("invalid-login", Error, Login, "bo b", "bo@pbx.example"),
        text("invalid-password", Error, Password, "a\"b", "a'b<c>&ß\\"),
        text(
            "invalid-display-name",
            Error,
            DisplayName,
            "Bo \"B\"",
            "Bo 'B' & <3",
        ),
        text("invalid-account-name", Error, AccountName, "\"B\"", "Bo's"),
        Case {
            code: "invalid-password",
            severity: Error,
            given: given_rows(["101,\"Sec\"ret,Ada,029E74A599,7C2F80123456"]),
            at: vec!["roster.csv:B2".into()],
            near: given_rows(["101,\"Secret\",Ada,029E74A599,7C2F80123456"]),
        },
        text("invalid-voicemail", Error, Voicemail, "* 2", "*2"),
        text("invalid-provider", Error, Provider, "256", "255"),
        text("invalid-provider", Error, Provider, "first", "0"),
        text("forbidden-character", Error, DisplayName, "Bo\nBa", "Bo Ba"),
        text(
            "forbidden-character",
            Error,
            Password,
            "Sec\tret",
            "Sec ret",
        ),
        text("invalid-ipui", Error, Ipui, "O2B6EC8AA5", "02B6EC8AA5"),
        text("invalid-ipui", Error, Ipui, "02B6EC8AA50", "02 B6 EC 8A A5"),
        text(
            "invalid-ipui",
            Error,
            Ipui,
            "70000 0821925",
            "11118 0821925",
        ),
        text(
            "ipui-check-digit",
            Error,
            Ipui,
            "11118 0821925 7",
            "11118 0821925 6",
        ),
        text("ipui-type", Error, Ipui, "1DEADBEEF4", "0DEADBEEF4"),
        text("ipui-zero", Error, Ipui, "0000000000", "0000000001"),
        text(
            "ipui-zero",
            Error,
            Ipui,
            "0x00,0x00,0x00,0x00,0x00",
            "0x00,0x09,0x22,0x63,0xA1",
        ),
        text(
            "invalid-mac",
            Error,
            BaseMac,
            "7C2F8012345",
            "7c-2f-80-12-34-56",
        ),
        text(
            "invalid-mac",
            Error,
            BaseMac,
            "7C2F8O123456",
            "7C2F.8012.3456",
        ),
        text(
            "mac-not-unicast",
            Error,
            BaseMac,
            "7D2F80123456",
            "7E2F80123456",
        ),
        text(
            "mac-not-unicast",
            Error,
            BaseMac,
            "000000000000",
            "000000000001",
        ),
        text("invalid-position", Error, Position, "101", "100"),
        text("invalid-position", Error, Position, "0", "1"),
    ]
}

fn roster_cases() -> Vec<Case> {
    use Field::{BaseMac, Extension, Ipui, Position};
    let pair = |code, field, same: [&str; 2], near: Given| {
        let column = char::from(b'A' + field as u8);
        Case {
            code,
            severity: Severity::Error,
            given: both_with(field, same),
            at: [2, 3].map(|row| format!("roster.csv:{column}{row}")).into(),
            near,
        }
    };
    let mut on_two_bases = ROWS;
    on_two_bases[1][Extension as usize] = "101";
    on_two_bases[1][Position as usize] = "5";
    on_two_bases[0][Position as usize] = "5";
    on_two_bases[1][BaseMac as usize] = "7C2F80A41C07";
    vec![
        pair(
            "duplicate-ipui",
            Ipui,
            ["029E74A599", "10727 0304537 3"],
            both_with(Ipui, ["", ""]),
        ),
        pair(
            "duplicate-extension",
            Extension,
            ["101", "101 "],
            csv(&on_two_bases),
        ),
        pair(
            "duplicate-position",
            Position,
            ["5", "5"],
            csv(&on_two_bases),
        ),
        Case {
            code: "base-full",
            severity: Severity::Error,
            given: full_base(101),
            at: vec!["roster.csv:E2".into()],
            near: full_base(100),
        },
    ]
}

/// So many handsets on one base, and one on another.
fn full_base(rows: u32) -> Given {
    let mut roster = format!("{HEADER}\n");
    for row in 0..rows {
        let line = format!(
            "{},Secret-{row},N,029E70{row:04X},7C2F80123456\n",
            1000 + row
        );
        roster.push_str(&line);
    }
    roster.push_str("101,Secret,N,02B6EC8AA5,7C2F80A41C07\n");
    given().file("roster.csv", roster)
}

/// A file that says just what a build of the two rows says, but for the MAC.
fn in_place(mac: &str, change: impl Fn(&str) -> String) -> Given {
    let given = csv(&ROWS);
    let written = given.when("build roster.csv --out out").code(0);
    let bytes = written.bytes("out/7C2F80123456.xml");
    let text: String = bytes.into_iter().map(char::from).collect();
    given.write(
        "out/7C2F80123456.xml",
        change(&text.replace("7C2F80123456", mac)),
    );
    given
}

fn file_cases() -> Vec<Case> {
    let case = |code, given, near| Case {
        code,
        severity: Severity::Error,
        given,
        at: vec!["out/7C2F80123456.xml".into()],
        near,
    };
    let template = |template: String| {
        csv(&ROWS)
            .file("t.xml", template)
            .file("dect-roster.toml", "[template]\nfile = \"t.xml\"\n")
    };
    let n720 = dect_roster::device::DEVICES[0].template;
    let window = |start: &str, duration: &str| {
        let window = format!("window_start = \"{start}\"\nwindow_duration = \"{duration}\"\n");
        csv(&ROWS).file("dect-roster.toml", format!("[registration]\n{window}"))
    };
    let warning = |case: Case| Case {
        severity: Severity::Warning,
        ..case
    };
    let without_handsets: Vec<_> = n720
        .lines()
        .filter(|line| !line.contains("{{ code }}"))
        .collect();
    vec![
        case(
            "unreadable-file-in-place",
            in_place("7C2F80123456", |text| text.replace("</Provider>", "")),
            in_place("7C2F80123456", |text| {
                text.replace("value='", "  value = '")
            }),
        ),
        case(
            "mac-mismatch-in-place",
            in_place("7C2F80A41C07", str::to_owned),
            in_place("7c2f80123456", str::to_owned),
        ),
        case(
            "template-mismatch",
            template(without_handsets.join("\n")),
            template(n720.replace("<!-- SIP account", "<!-- Account")),
        ),
        warning(case("no-window", csv(&ROWS), window("now", "1h"))),
        warning(case(
            "window-over",
            window("2020-01-15 08:00", "14d"),
            window("2020-01-15 08:00", "0"),
        )),
    ]
}

/// A roster of the two rows, after this one was built.
fn after(before: &[&str], config: &str, now: &[&str]) -> Given {
    let roster = |rows: &[&str]| format!("{HEADER},position\n{}\n", rows.join("\n"));
    let given = given()
        .file("roster.csv", roster(before))
        .file("dect-roster.toml", config);
    given.when("build roster.csv --out out").code(0);
    given.write("roster.csv", roster(now));
    given
}

/// What bases of another device than the usual one can have wrong.
fn device_cases() -> Vec<Case> {
    const ADA: &str = "101,Secret-1,Ada,029E74A599,7C2F80123456,";
    const N720: &str = "[template]\nname = \"n720\"\n";
    const N870: &str = "[template]\nname = \"n870\"\n";
    let case = |code, given, near| Case {
        code,
        severity: Severity::Warning,
        given,
        at: vec!["out/7c2f80123456.xml".into()],
        near,
    };
    let first = |row: &str| {
        given()
            .file("roster.csv", format!("{HEADER},position\n{row}\n"))
            .file("dect-roster.toml", N870)
    };
    let with_order = |order: &str| {
        let site = after(
            &[ADA],
            N870,
            &[ADA, "102,Secret-2,Bo,02B6EC8AA5,7C2F80123456,"],
        );
        let text = String::from_utf8(std::fs::read(site.path("out/7c2f80123456.xml")).unwrap());
        let text = text.unwrap().replace("<nvm>", &format!("<nvm>{order}"));
        site.file("out/7c2f80123456.xml", text)
    };
    let unclear = |asked: &str| {
        let site = after(
            &[ADA],
            N870,
            &[ADA, "201,Secret-3,Cy,00092263A1,7C2F80A41C07,"],
        );
        site.file("dect-roster.toml", asked)
    };
    vec![
        Case {
            code: "unclear-device",
            severity: Severity::Warning,
            given: unclear(""),
            at: vec!["out/7C2F80A41C07.xml".into()],
            near: unclear(N870),
        },
        case(
            "former-device",
            after(&[ADA], N720, &[ADA]).file("dect-roster.toml", N870),
            after(&[ADA], N870, &[ADA]),
        ),
        case(
            "not-on-device",
            first("101,Secret-1,Ada,029E74A599,7C2F80123456,7"),
            first(ADA),
        ),
        case(
            "removes-others",
            with_order("<oper name=\"DeleteNotProvisionedHS\"/>"),
            with_order("<oper name=\"restart\"/>"),
        ),
    ]
}

/// What depends on the files in place.
fn present_cases() -> Vec<Case> {
    const ADA: &str = "101,Secret-1,Ada,029E74A599,7C2F80123456,";
    const BO: &str = "102,Secret-2,Bo,02B6EC8AA5,7C2F80123456,";
    const WRONG_ADA: &str = "101,Secret-1,Ada,1DEADBEEF4,7C2F80123456,";
    const ADA_THERE: &str = "101,Secret-1,Ada,029E74A599,7C2F80A41C07,";
    const ADA_MISTYPED: &str = "101,Secret-1,Ada,029E74A599,7C2F80124356,";
    const ADA_ELSEWHERE: &str = "101,Secret-1,Ada,029E74A599,7C2F80124365,";
    const OTHER_HERE: &str = "201,Secret-3,Cy,00092263A1,7C2F80123456,";
    const OTHER_THERE: &str = "201,Secret-3,Cy,00092263A1,7C2F80A41C07,";
    let case = |code, severity, base: &str, given, near| Case {
        code,
        severity,
        given,
        at: vec![format!("out/{base}.xml")],
        near,
    };
    let (here, there) = ("7C2F80123456", "7C2F80A41C07");
    let skip = "[policy]\non_error = \"skip\"\n";
    let bo_at = |position: u8| format!("{BO}{position}");
    let more = |item: &str| {
        let line =
            format!("<SYMB_ITEM ID=\"{item}\" class=\"symb_item\" value=\"1\"/>\n  </Provider>");
        in_place(here, |text| text.replace("</Provider>", &line))
            .file("dect-roster.toml", "[policy]\nother_items = \"drop\"\n")
    };
    vec![
        case(
            "base-held",
            Severity::Warning,
            here,
            after(&[ADA, BO], "", &[WRONG_ADA, BO]),
            after(&[ADA, BO], skip, &[WRONG_ADA, BO]),
        ),
        Case {
            code: "mistyped-mac",
            severity: Severity::Error,
            given: after(&[ADA, BO], "", &[ADA_MISTYPED, BO]),
            at: vec!["roster.csv:E2".into()],
            near: after(&[ADA, BO], "", &[ADA_ELSEWHERE, BO]),
        },
        case(
            "no-position-left",
            Severity::Error,
            here,
            after(&[ADA], skip, &[WRONG_ADA, &bo_at(1)]),
            after(&[ADA], skip, &[WRONG_ADA, &bo_at(2)]),
        ),
        case(
            "base-not-in-roster",
            Severity::Warning,
            there,
            after(&[ADA, OTHER_THERE], "", &[ADA]),
            after(&[ADA, OTHER_THERE], "", &[OTHER_THERE, ADA]),
        ),
        Case {
            code: "handset-on-other-base",
            severity: Severity::Warning,
            given: after(&[ADA_THERE], "", &[ADA]),
            at: vec!["roster.csv:D2".into()],
            near: after(&[OTHER_THERE], "", &[ADA]),
        },
        Case {
            code: "handset-on-other-base",
            severity: Severity::Warning,
            given: after(&[ADA_THERE, OTHER_THERE], "", &[ADA, OTHER_HERE]),
            at: vec!["roster.csv:E2".into()],
            near: after(&[ADA_THERE, OTHER_THERE], "", &[ADA_THERE, OTHER_HERE]),
        },
        case(
            "items-not-in-template",
            Severity::Warning,
            here,
            more("BS_Made.by_hand"),
            more("BS_VOIP_Data.astVoipAccounts[7].ucB_SIP_ACCOUNT_IS_ACTIVE_1"),
        ),
    ]
}

fn setting_case() -> Case {
    let with =
        |name: &str| csv(&ROWS).file("dect-roster.toml", format!("[settings]\n{name} = \"x\"\n"));
    Case {
        code: "unknown-setting",
        severity: Severity::Warning,
        given: with("sip_servr"),
        at: vec!["settings".to_owned()],
        near: with("sip_server"),
    }
}

/// What only several tables together show. The tables are sheets of one workbook.
fn table_cases() -> Vec<Case> {
    const HANDSETS: &str = "extension,ipui,base\n101,029E74A599,North\n";
    const ACCOUNTS: &str = "extension,secret,name\n101,Secret-1,Ada\n";
    const BASES: &str = "base_mac,base,pin\n7C2F80123456,North,0000\n";
    const OWN: &str = "extension,ipui,base,password\n101,029E74A599,North,Secret-1\n";
    let tables = |sheets: [&str; 3]| {
        let mut book = Workbook::new();
        for (name, text) in ["Handsets", "Accounts", "Bases"].into_iter().zip(sheets) {
            let sheet = book.add_worksheet().set_name(name).unwrap();
            for (row, line) in (0..).zip(text.lines()) {
                for (column, value) in (0..).zip(line.split(',')) {
                    sheet.write_string(row, column, value).unwrap();
                }
            }
        }
        given().file("roster.xlsx", book.save_to_buffer().unwrap())
    };
    let whole = || tables([HANDSETS, ACCOUNTS, BASES]);
    let case = |code, sheets, at: &str, near| Case {
        code,
        severity: Severity::Error,
        given: tables(sheets),
        at: vec![format!("roster.xlsx#{at}")],
        near,
    };
    vec![
        case(
            "no-account",
            [HANDSETS, "extension,secret,name\n102,Secret-1,Ada\n", BASES],
            "Handsets:A2",
            whole(),
        ),
        case(
            "duplicate-account",
            [HANDSETS, &format!("{ACCOUNTS}101,Secret-2,Bo\n"), BASES],
            "Handsets:A2",
            tables([HANDSETS, &format!("{ACCOUNTS}102,Secret-2,Bo\n"), BASES]),
        ),
        case(
            "conflicting-value",
            [&OWN.replace("Secret-1", "Secret-2"), ACCOUNTS, BASES],
            "Handsets:D2",
            tables([OWN, ACCOUNTS, BASES]),
        ),
        case(
            "duplicate-base",
            [HANDSETS, ACCOUNTS, &format!("{BASES}7C2F80123456,South,\n")],
            "Bases:A3",
            tables([HANDSETS, ACCOUNTS, &format!("{BASES}7C2F80123457,South,\n")]),
        ),
        case(
            "unknown-base",
            [&HANDSETS.replace("North", "South"), ACCOUNTS, BASES],
            "Handsets:C2",
            tables([&HANDSETS.replace("North", " north"), ACCOUNTS, BASES]),
        ),
        case(
            "invalid-base-setting",
            [HANDSETS, ACCOUNTS, &BASES.replace("0000", "00000")],
            "Bases:C2",
            whole(),
        ),
    ]
}

/// Handsets on these bases, each with a password of its own.
fn on_bases(bases: &[&str]) -> Given {
    let row = |(number, base): (u32, &&str)| {
        format!("{0},Secret-{0},N,029E70{0:04X},{base}\n", 1000 + number)
    };
    let rows: String = (0..).zip(bases).map(row).collect();
    given().file("roster.csv", format!("{HEADER}\n{rows}"))
}

/// What looks wrong though each value is right.
fn lint_cases() -> Vec<Case> {
    use Field::{BaseMac, Extension, Password};
    use Severity::{Error, Warning};
    const BUSY: &str = "7C2F80123456";
    let bases = |code, severity, wrong: &[&str], rows: &[u32], right: &[&str]| Case {
        code,
        severity,
        given: on_bases(wrong),
        at: rows
            .iter()
            .map(|row| format!("roster.csv:E{row}"))
            .collect(),
        near: on_bases(right),
    };
    let ragged = |line: &str| given().file("roster.csv", format!("{HEADER}\n{line}\n"));
    vec![
        text(
            "password-equals-extension",
            Warning,
            Password,
            "102",
            "1022",
        ),
        text("wide-character", Warning, Extension, "１０２", "102"),
        text(
            "unknown-mac-prefix",
            Warning,
            BaseMac,
            "7C2F81123456",
            "589EC6123456",
        ),
        Case {
            code: "reused-password",
            severity: Warning,
            given: both_with(Password, ["Secret", "Secret"]),
            at: vec!["roster.csv:B2".into()],
            near: both_with(Password, ["Secret", "secret"]),
        },
        Case {
            code: "ragged-row",
            severity: Error,
            given: ragged("101,Secret-1,Berg, Anna,029E74A599,7C2F80123456"),
            at: vec!["roster.csv:F2".into()],
            near: ragged("101,Secret-1,\"Berg, Anna\",029E74A599,7C2F80123456,"),
        },
        bases(
            "mac-fill-series",
            Warning,
            &["7C2F80123456", "7C2F80123457", "7C2F80123458"],
            &[2, 3, 4],
            &["7C2F80123456", "7C2F80123457", "7C2F80123459"],
        ),
        bases(
            "similar-mac",
            Warning,
            &[BUSY, BUSY, BUSY, "7C2F80123465"],
            &[5],
            &[BUSY, BUSY, BUSY, "7C2F80123467"],
        ),
    ]
}
