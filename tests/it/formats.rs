//! The same roster in another format is the same roster.

use std::collections::BTreeMap;

use encoding_rs::WINDOWS_1252;

use crate::harness::{Given, given, given_rows};

/// The provisioning files of a roster, by name. The report names the roster, so it is left out.
#[track_caller]
fn built(given: &Given, roster: &str) -> BTreeMap<String, Vec<u8>> {
    let then = given.when_args(["build", roster, "--out", "out"]).code(0);
    let mut files = then.files("out");
    files.retain(|name, _| name != "report.csv");
    assert!(!files.is_empty(), "{}", then.stdout);
    files
}

#[test]
fn every_format_gives_the_same_bytes() {
    let fixture = "tests/fixtures/seed/seed";
    let expected = built(&given().copy(&format!("{fixture}.csv")), "seed.csv");
    for ending in ["xlsx", "xls", "ods"] {
        let given = given().copy(&format!("{fixture}.{ending}"));
        assert_eq!(built(&given, &format!("seed.{ending}")), expected);
    }
    let text = std::fs::read(crate::harness::repository(&format!("{fixture}.csv"))).unwrap();
    assert_eq!(built(&given().stdin(text), "-"), expected);
}

#[test]
fn the_samples_are_one_roster() {
    let csv = built(&given().copy("samples/roster.csv"), "roster.csv");
    let xlsx = built(&given().copy("samples/roster.xlsx"), "roster.xlsx");
    assert_eq!(csv, xlsx);
}

#[test]
fn several_files_are_one_roster() {
    let row = |number: u32| format!("{number},Secret-{number},N,029E70{number},7C2F80123456\n");
    let header = crate::harness::HEADER;
    let whole = format!("{header}\n{}{}", row(1001), row(1002));
    let given = given()
        .file("whole.csv", &whole)
        .file("a.csv", format!("{header}\n{}", row(1001)))
        .file("b.csv", format!("{header}\n{}", row(1002)));
    let window = "--window-start 2030-01-15T08:00 --window-duration 1h";
    given
        .when(&format!("build whole.csv --out one {window}"))
        .code(0);
    let then = given
        .when(&format!("build a.csv b.csv --out two {window}"))
        .code(0);
    assert_eq!(then.files("one"), then.files("two"));
}

const NAMES: &str = "Nebenstelle,Kennwort,Anzeigename,IPUI,MAC-Adresse\n\
    0101,\"Geh;eim,1\",\"Müßig, Jürgen\",029E74A599,7C:2F:80:12:34:56\n\
    0102,Töpfe€2,\"Zoë \u{201e}Zora\u{201c} Groß\",00146 0156577 9,7C:2F:80:12:34:56\n";

/// The same table with another delimiter.
fn delimited(delimiter: u8) -> String {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(NAMES.as_bytes());
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .from_writer(Vec::new());
    for record in reader.records() {
        writer.write_record(&record.unwrap()).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    format!("\u{feff}{text}")
        .encode_utf16()
        .flat_map(bytes)
        .collect()
}

#[test]
fn every_delimiter_and_encoding_gives_the_same_bytes() {
    let expected = built(&given().file("roster.csv", NAMES), "roster.csv");
    let semicolons = delimited(b';');
    let tabs = delimited(b'\t');
    let variants: Vec<(&str, &str, Vec<u8>)> = vec![
        ("semicolons", "r.csv", semicolons.clone().into()),
        ("bars", "r.txt", delimited(b'|').into()),
        ("tabs", "r.tsv", tabs.clone().into()),
        ("tabs in .txt", "r.txt", tabs.clone().into()),
        (
            "byte order mark",
            "r.csv",
            format!("\u{feff}{NAMES}").into(),
        ),
        ("CRLF", "r.csv", NAMES.replace('\n', "\r\n").into()),
        ("sep=", "r.csv", format!("sep=;\r\n{semicolons}").into()),
        ("Unicode text", "r.txt", utf_16(&tabs, u16::to_le_bytes)),
        ("big-endian", "r.csv", utf_16(NAMES, u16::to_be_bytes)),
        ("no last line end", "r.csv", NAMES.trim_end().into()),
        (
            "title above",
            "r.csv",
            format!("Site North\n\n{NAMES}").into(),
        ),
    ];
    for (what, name, bytes) in variants {
        assert_eq!(built(&given().file(name, &bytes), name), expected, "{what}");
        let from_stdin = given().stdin(bytes);
        if what != "tabs" {
            assert_eq!(built(&from_stdin, "-"), expected, "{what} on stdin");
        }
    }
}

#[test]
fn german_excel_gives_the_same_bytes_once_its_encoding_is_named() {
    let expected = built(&given().file("roster.csv", NAMES), "roster.csv");
    let windows = WINDOWS_1252.encode(&delimited(b';')).0.into_owned();
    let config = "[roster]\nencoding = \"windows-1252\"\n";
    let given = given()
        .file("r.csv", windows)
        .file("dect-roster.toml", config);
    assert_eq!(built(&given, "r.csv"), expected);
}

#[test]
fn a_row_with_a_wrong_delimiter_is_refused_and_shows_no_password() {
    let good = "101,Secret-1,Ada,029E74A599,7C2F80123456";
    for row in [
        "102;Hunter-22;Bo;02B6EC8AA5;7C2F80123456",
        "102|Hunter-22|Bo|02B6EC8AA5|7C2F80123456",
        "102\tHunter-22\tBo\t02B6EC8AA5\t7C2F80123456",
        "102;Hunter-22;Bo, the second;02B6EC8AA5;7C2F80123456",
        "102;x,Hunter-22,Bo,02B6EC8AA5,7C2F80123456",
        "102,x,Bo,Hunter-22,02B6EC8AA5,7C2F80123456",
        "\"102,Hunter-22,Bo,02B6EC8AA5,7C2F80123456\"",
        "102;Hunter-22,Bo,02B6EC8AA5,7C2F80123456",
        "102,Hunter-22;Bo,02B6EC8AA5,7C2F80123456",
        "102;Hunter-22,,Bo,02B6EC8AA5,7C2F80123456",
        "102|Hunter-22,,Bo,02B6EC8AA5,",
    ] {
        let given = given_rows([good, row]);
        let then = given
            .when("build roster.csv --out out --report r.html --report r.json --report r.csv")
            .code(1);
        let reports = ["r.html", "r.json", "r.csv"].map(|report| then.text(report));
        for shown in reports.iter().chain([&then.stdout]) {
            assert!(!shown.contains("Hunter-22"), "{row}\n{shown}");
        }
    }
}

#[test]
fn the_config_names_an_encoding_and_a_delimiter() {
    let expected = built(&given().file("roster.csv", NAMES), "roster.csv");
    let exotic = given()
        .file(
            "dect-roster.toml",
            "[roster]\ndelimiter = \"^\"\nencoding = \"utf-16le\"\n",
        )
        .file("roster.csv", utf_16(&delimited(b'^'), u16::to_le_bytes));
    assert_eq!(built(&exotic, "roster.csv"), expected);
}

#[test]
fn a_roster_that_cannot_be_read_is_an_error_with_its_cure() {
    let given = given()
        .file("roster.pdf", "x")
        .file("open.csv", "extension,password\n\"101,x\n");
    for (roster, message) in [
        ("none.csv", "cannot read none.csv"),
        ("roster.pdf", "cannot tell from its name"),
        (
            "open.csv",
            "line 2: the quote that opens here is never closed",
        ),
    ] {
        let then = given
            .when(&format!("build {roster} --out out"))
            .fails_with(message);
        assert!(then.stderr.contains("help: "), "{}", then.stderr);
        assert!(then.names("out").is_empty());
    }
}
