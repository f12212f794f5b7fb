//! What people and programs do to a text file as a whole.

use std::fmt::Write as _;

use crate::harness::{Given, HEADER, given, given_rows};

const ADA: &str = "201,Secret-1,Ada,029E74A599,7C2F80123456";
const BO: &str = "202,Secret-2,Bo,02B6EC8AA5,7C2F80123456";

/// A roster with these rows, of which none names the base of `in_place`.
fn with_handsets_in_place(rows: &[&str]) -> Given {
    let given = given_rows([ADA, BO]);
    given.when("build roster.csv --out out").code(0);
    let text: String = [HEADER]
        .iter()
        .chain(rows)
        .flat_map(|row| [*row, "\n"])
        .collect();
    given.file("roster.csv", text)
}

#[track_caller]
fn assert_refused(rows: &[&str], code: &str, at: &str) {
    let given = with_handsets_in_place(rows);
    let before = given.files("out");
    let then = given
        .when("build roster.csv --out out --report found.csv")
        .code(2);
    let findings = then.findings("found.csv");
    let found: Vec<_> = findings
        .iter()
        .map(|finding| (finding.get("code"), finding.get("cell")))
        .collect();
    assert_eq!(found, [(code, at)], "{rows:?}");
    for text in [
        then.stdout.as_str(),
        then.stderr.as_str(),
        &format!("{findings:?}"),
    ] {
        assert!(!text.contains("Secret"), "{text}");
    }
    assert_eq!(given.files("out"), before);
}

#[test]
fn a_quote_that_swallows_rows_is_refused_at_its_cell_and_shows_no_password() {
    let nickname = "203,Secret-3,\"Chef,02298765AB,7C2F80123456";
    let anna = "204,Secret-4,\"Anna\",02298765AC,7C2F80123456";
    assert_refused(&[nickname, ADA, anna, BO], "swallowed-rows", "C2");
    let ditto = "203,Secret-3,Cy,02298765AB,\"";
    assert_refused(&[ADA, ditto, BO, ditto], "swallowed-rows", "E3");
    let in_the_middle = "203,Secret-3,\",02298765AB,7C2F80123456";
    assert_refused(
        &[ADA, in_the_middle, in_the_middle, BO],
        "swallowed-rows",
        "C3",
    );
}

#[test]
fn an_odd_quote_ends_the_run_with_its_line() {
    let given = given_rows([ADA, "203,Secret-3,\"Chef,02298765AB,7C2F80123456", BO]);
    let then = given.when("build roster.csv --out out").code(2);
    assert!(
        then.stderr
            .contains("roster.csv, line 3: the quote that opens here"),
        "{}",
        then.stderr
    );
}

#[test]
fn a_note_of_several_lines_is_left_alone() {
    let text =
        format!("{HEADER},note\n{ADA},\"Berg AG\nHauptstr. 3, Ulm\"\n{BO},\"\"\"Chef\"\"\"\n");
    let given = given().file("roster.csv", text);
    let then = given
        .when("build roster.csv --out out --report found.csv")
        .code(0);
    assert!(
        then.findings("found.csv")
            .iter()
            .all(|finding| finding.get("severity") != "error")
    );
}

#[test]
fn a_space_behind_every_delimiter_belongs_to_it_in_a_password_too() {
    let tight = given_rows([ADA, "202,Secret-2,\"Berg, Bo\",02B6EC8AA5,7C2F80123456"]);
    tight
        .when("build roster.csv --out out --window-start 2030-01-15T08:00 --window-duration 1h")
        .code(0);
    let header = HEADER.replace(',', ", ");
    let spaced = given().file(
        "roster.csv",
        format!(
            "{header}\n{}\n202, Secret-2, \"Berg, Bo\", 02B6EC8AA5, 7C2F80123456\n",
            ADA.replace(',', ", ")
        ),
    );
    let then = spaced
        .when("build roster.csv --out out --window-start 2030-01-15T08:00 --window-duration 1h --report found.csv")
        .code(0);
    let findings = then.findings("found.csv");
    let codes: Vec<_> = findings.iter().map(|finding| finding.get("code")).collect();
    assert_eq!(codes, ["surrounding-space"]);
    let file = "out/7C2F80123456.xml";
    assert_eq!(then.bytes(file), tight.files("out")["7C2F80123456.xml"]);
}

#[test]
fn a_mark_that_became_letters_and_the_end_mark_of_dos_are_no_text() {
    for text in [
        format!("ï»¿{HEADER}\n{ADA}\n"),
        format!("{HEADER}\n{ADA}\n\u{1a}"),
    ] {
        let given = given().file("roster.csv", text);
        let then = given
            .when("build roster.csv --out out --window-start 2030-01-15T08:00 --window-duration 1h --report found.csv")
            .code(0);
        assert_eq!(then.findings("found.csv").len(), 0);
    }
}

/// A roster of one byte for each letter, with this name and this password.
fn in_one_byte(name: &[u8], password: &[u8]) -> Given {
    let row = [
        b"201,".as_slice(),
        password,
        b",",
        name,
        b",029E74A599,7C2F80123456\n",
    ];
    given().file(
        "roster.csv",
        [HEADER.as_bytes(), b"\n", &row.concat()].concat(),
    )
}

#[test]
fn an_assumed_encoding_is_named_with_the_first_value_that_shows_it() {
    // Jürgen as a Mac writes it.
    let given = in_one_byte(b"J\x9Frgen", b"Secret-1");
    let then = given
        .when("build roster.csv --out out --window-start 2030-01-15T08:00 --window-duration 1h --report found.csv")
        .code(0);
    let findings = then.findings("found.csv");
    assert_eq!(findings.len(), 1);
    let finding = &findings[0];
    assert_eq!(
        (finding.get("code"), finding.get("cell")),
        ("assumed-encoding", "C2")
    );
    assert_eq!(finding.get("value"), "JŸrgen");
    assert!(finding.get("message").contains("Windows-1252"));
    given.write("dect-roster.toml", "[roster]\nencoding = \"macintosh\"\n");
    let then = given
        .when("build roster.csv --out out --window-start 2030-01-15T08:00 --window-duration 1h --report found.csv")
        .code(0);
    assert_eq!(then.findings("found.csv").len(), 0);
}

#[test]
fn a_password_in_an_assumed_encoding_is_refused_and_not_shown() {
    let given = in_one_byte(b"Bo", b"Geh\xE4im-1");
    let then = given
        .when("build roster.csv --out out --report found.csv")
        .code(1);
    let mut shown = then.stdout.clone();
    for finding in then.findings("found.csv") {
        write!(shown, "{finding:?}").unwrap();
        if finding.get("severity") == "error" {
            assert_eq!(
                (finding.get("code"), finding.get("cell")),
                ("assumed-encoding", "B2")
            );
        }
    }
    assert!(!shown.contains("Geh"), "{shown}");
    given.write(
        "dect-roster.toml",
        "[roster]\nencoding = \"windows-1252\"\n",
    );
    given.when("build roster.csv --out out").code(0);
}
